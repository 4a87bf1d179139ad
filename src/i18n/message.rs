//! What the page says as it goes: notices, places, the inspector's words.

texts! {
    /// What the page says as it goes.
    MESSAGE: MessageTexts {
        reset: "Reset: the same start, with the settings as they are." / "已重置：回到同一起点，设置保持不变。";
        restarted: "The run began anew with this change." / "已按此更改重新开始。";
        undone: "Undone." / "已撤销。";
        redone: "Done again." / "已重做。";
        the_link: "the link" / "链接";
        invalid_source: "{source} was not opened. {problem}" / "未能打开{source}。{problem}";
        unreadable: "{name} could not be read." / "无法读取 {name}。";
        unknown_link: "There is no example called “{link}”, and it is no scenario either. What was on the screen stays."
            / "没有名为“{link}”的示例，它也不是场景。屏幕内容保持不变。";
        copied: "The link to exactly this state is on the clipboard." / "当前状态的链接已复制到剪贴板。";
        not_copied: "The link could not be copied. Here it is: {link}" / "无法复制链接，请手动复制：{link}";
        boundary: "What the network says" / "网络的判断";
        curve: "What the network says" / "网络的输出";
        panic: "Something went wrong inside Backstep. What is on the screen stays; reload the page to go on. The browser's console says more."
            / "Backstep 内部出错。屏幕内容保留；请重新载入页面以继续。详情见浏览器控制台。";
        diverged: "The run diverged in iteration {iteration}: {cell} became {value}, the first number that is not finite.{read} Usually the learning rate is too large."
            / "第 {iteration} 次迭代发散：{cell} 变为 {value}，这是第一个非有限的数。{read}通常是学习率太大。";
        position: "iteration {iteration} · op {op} of {ops} · epoch {epoch}"
            / "第 {iteration} 次迭代 · 第 {op}/{ops} 步 · 第 {epoch} 轮";
        watched: "sample {sample}, {place} of {count} in the batch" / "样本 {sample}，批次中第 {place}/{count} 个";
        watched_one: "sample {sample}" / "样本 {sample}";
        stage_input: "Input" / "输入";
        stage_forward: "Forward {layer}" / "前向 {layer}";
        stage_forward_all: "Forward" / "前向";
        stage_loss: "Loss" / "损失";
        stage_backward: "Backward {layer}" / "反向 {layer}";
        stage_backward_all: "Backward" / "反向";
        stage_mean: "Batch mean" / "批平均";
        stage_update: "Update" / "更新";
        now: "{stage}: {what}" / "{stage}：{what}";
        nothing_done: "Ready" / "就绪";
        op_input: "the sample is taken in" / "读入样本";
        layer_input: "Input" / "输入";
        layer_hidden: "Hidden {layer}" / "隐藏 {layer}";
        layer_output: "Output" / "输出";
        units_of: "Units of {layer}" / "{layer}的单元数";
        activation_of: "Activation function of {layer}" / "{layer}的激活函数";
        parameters: "{count} parameters" / "{count} 个参数";
        parameters_trained: "{count} parameters, {trained} trained" / "{count} 个参数，训练 {trained} 个";
        samples_one: "1 sample" / "1 个样本";
        samples_train: "{train} samples" / "{train} 个样本";
        samples_both: "{train} to train, {test} to test" / "训练 {train} 个，测试 {test} 个";
        own_samples: "as in the example" / "示例自带";
        set_xor4: "XOR, four points" / "异或，四个点";
        set_circle: "circle" / "圆环";
        set_exclusive_or: "exclusive or" / "异或（平面）";
        set_gaussian: "two clouds" / "两团高斯云";
        set_spiral: "spiral" / "螺旋";
        set_plane: "plane (regression)" / "平面（回归）";
        set_multi_gaussian: "peaks (regression)" / "多峰（回归）";
        batch_all: "all" / "全部";
        opened_file: "(an opened experiment)" / "（打开的实验）";
        speed_reached: "{rate} iterations/s" / "{rate} 次/秒";
        progress_seek: "Going to iteration {target}: {done} done" / "前往第 {target} 次迭代：已到 {done}";
        progress_epoch: "Going to the end of the epoch: {done} of {count} iterations" / "前往本轮末尾：第 {done}/{count} 次迭代";
        value: "value" / "值";
        unit: "unit" / "单元";
        units: "units" / "单元数";
        activation: "activation function" / "激活函数";
        z: "weighted sum z" / "加权和 z";
        a: "a = {function}(z)" / "a = {function}(z)";
        slope: "slope of {function}" / "{function} 的斜率";
        grad_activation: "gradient ∂L/∂a" / "梯度 ∂L/∂a";
        delta: "δ, their product" / "δ，两者之积";
        delta_fused: "δ = ŷ − y (softmax with cross-entropy)" / "δ = ŷ − y（softmax 与交叉熵）";
        delta_fused_sum: "δ = ŷ Σy − y (softmax with cross-entropy)" / "δ = ŷ Σy − y（softmax 与交叉熵）";
        bias: "bias b" / "偏置 b";
        gradient: "gradient" / "梯度";
        gradient_sample: "gradient, sample" / "梯度，本样本";
        gradient_mean: "gradient, mean" / "梯度，批平均";
        update_coming: "next update" / "将要更新";
        update_done: "update made" / "已更新";
        before: "before" / "更新前";
        after: "afterwards" / "更新后";
        not_yet: "not yet" / "未计算";
        frozen: "kept fixed, no update" / "保持不变，不更新";
        target: "target" / "目标";
        output: "output ŷ" / "输出 ŷ";
        sample_loss: "loss of this sample" / "本样本的损失";
        batch_loss: "loss of the batch" / "批次的损失";
        path_from_loss: "From the loss, along the strongest of {count} paths:" / "从损失出发，{count} 条路径中贡献最大的一条：";
        path_only: "From the loss:" / "从损失出发：";
        path_waits: "The path from the loss appears once the backward pass has come here." / "反向传播到达此处后，会显示从损失出发的路径。";
        path_share: "All paths together give {whole}." / "所有路径之和为 {whole}。";
        timeline: "of {count}" / "共 {count}";
        timeline_spoken: "iteration {done} of {count}" / "第 {done}/{count} 次迭代";
        memory: "states kept: {states}, {size}" / "保留 {states} 个状态，{size}";
        change_to: "{what} → {value}" / "{what} → {value}";
        changes_joined: "{count} changes" / "{count} 处更改";
        changes_at: "After {iteration} iterations: {changes}" / "{iteration} 次迭代后：{changes}";
        mistake_planted: "mistake" / "植入错误";
        mistake_removed: "mistake removed" / "移除错误";
        on: "on" / "开";
        off: "off" / "关";
        picture: "{inputs} inputs, {layers} layers: {units} units. {title}." / "{inputs} 个输入，{layers} 层：{units} 个单元。{title}。";
        export_about_code: "The same experiment as a program: the same data, the same first weights, the same iterations. It compares its losses and weights with the ones here and says where they part."
            / "把同一个实验写成程序：同样的数据、同样的初始权重、同样的迭代。程序会把自己的损失和权重与这里的逐一比较，并指出不同之处。";
        export_about_trace: "Every number of this iteration, as its operations wrote it. What is not computed yet is null."
            / "本次迭代的每一个数，都是运算真正写下的。尚未计算的为 null。";
        export_about_traces: "Every number of every iteration from the start of the run, one JSON document a line."
            / "从起点开始每次迭代的每一个数，每行一个 JSON 文档。";
        export_about_history: "The loss of every batch, and the loss over all samples, with every digit: the loss curve as a table."
            / "每一批的损失，以及全部样本的损失，保留所有位数：损失曲线的表格形式。";
        export_about_receipt: "This iteration with every factor named, for an independent program to compute again. Its gradients have the sign flipped, as that program writes them."
            / "本次迭代，列出每一个因子，供独立的程序重新计算。梯度的符号相反，这是该程序的写法。";
        export_about_receipts: "The iterations from the start of the run as a chain of receipts, which an independent program computes again. Gradients have the sign flipped, as that program writes them."
            / "从起点开始的各次迭代，组成一条收据链，由独立的程序重新计算。梯度的符号相反，这是该程序的写法。";
        export_progress: "{done} of {count} iterations" / "第 {done}/{count} 次迭代";
        export_cancelled: "Cancelled." / "已取消。";
        export_mistake: "A mistake is planted in this run; the file says so." / "本次运行中埋有一个错误，文件里有注明。";
        export_ends: "The run diverges in iteration {next}; the file holds the {done} before it."
            / "第 {next} 次迭代发散，文件只包含之前的 {done} 次。";
        export_beginning: "Shown is the beginning, {shown}; copy and save take all of it." / "这里只显示开头的 {shown}；复制和保存的是全部内容。";
        export_impossible: "This cannot be exported like that:" / "无法以这种形式导出：";
        export_nothing: "The run diverges in its first iteration." / "第一次迭代就发散了。";
        export_size: "{file} · {size} · {lines} lines" / "{file} · {size} · {lines} 行";
        export_copied: "Copied." / "已复制。";
        export_not_copied: "The browser did not let it be copied. Save it instead." / "浏览器不允许复制，请改用保存。";
        export_saved: "Saved." / "已保存。";
        first_numbers: "iteration {iteration}: batch loss {loss}" / "第 {iteration} 次迭代：批损失 {loss}";
    }
}
