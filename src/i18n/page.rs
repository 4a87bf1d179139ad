//! The page's own words: buttons, labels, headings.

texts! {
    /// The page's own words; `index.html` names these rows in its `data-i18n` attributes.
    PAGE: PageTexts {
        page_title: "Backstep: backpropagation, one operation at a time" / "Backstep：一步一步看反向传播";
        skip_to_network: "Skip to the network" / "跳到网络图";

        example: "Example" / "示例";
        gallery: "Worked examples" / "算例";
        gallery_title: "Worked examples, with the numbers their sources print (G)" / "算例与原文公布的数字（G）";
        toggle_experiment: "Show or hide the experiment" / "显示或隐藏实验设置";
        menu: "More" / "更多";
        page_commands: "Page" / "页面";
        undo: "Undo" / "撤销";
        undo_title: "Undo the last change (Ctrl+Z)" / "撤销上一次更改（Ctrl+Z）";
        redo: "Redo" / "重做";
        redo_title: "Redo the change (Ctrl+Shift+Z)" / "重做更改（Ctrl+Shift+Z）";
        open: "Open" / "打开";
        open_title: "Open a saved experiment" / "打开已保存的实验";
        save: "Save" / "保存";
        save_title: "Save the experiment as a file" / "把实验保存为文件";
        export: "Export" / "导出";
        export_title: "As a program, a trace or a receipt (E)" / "导出为程序、数值记录或收据（E）";
        share: "Share" / "分享";
        share_title: "Copy a link to exactly this state" / "复制指向当前状态的链接";
        present: "Present" / "演示";
        end_presentation: "End presentation" / "结束演示";
        present_title: "Larger type for a projector (P)" / "放大字号，适合投影（P）";
        other_language: "中文" / "English";
        language_title: "Read this page in Chinese" / "用英文阅读本页";
        theme: "Light or dark" / "浅色或深色";
        help: "Help" / "帮助";
        help_title: "How to read this, and all keys (?)" / "如何看图，以及所有按键（?）";

        accuse: "This operation is wrong" / "这个运算错了";
        accuse_title: "The operation that was done last makes the mistake (X)" / "刚做的这个运算犯了错误（X）";
        check: "Check gradients" / "检查梯度";
        check_title: "Compare every gradient with a difference of the loss (C)" / "把每个梯度与损失的差商比较（C）";
        compare_training: "Compare training" / "比较训练";
        compare_training_title: "Train along without the mistake, and draw both losses" / "同时训练一个没有错误的网络，并画出两条损失曲线";
        name_mistake: "Tell me" / "告诉我";
        remove_mistake: "Remove it" / "移除";
        check_heading: "Gradient check" / "梯度检查";
        check_scope: "Which gradient" / "检查哪个梯度";
        check_batch: "batch" / "批次";
        check_sample: "sample" / "样本";
        check_close: "Close the gradient check" / "关闭梯度检查";
        check_step: "Step h" / "步长 h";
        check_plot: "Relative error against the step h" / "相对误差随步长 h 的变化";
        column_param: "parameter" / "参数";
        column_analytic: "analytic" / "解析值";
        column_numeric: "numeric" / "数值解";
        column_error: "error" / "误差";
        ghost_key: "no mistake" / "无错误";
        spot: "Spot the bug" / "找错误";
        mistake: "Mistake" / "错误";
        hide_mistake: "Hide one to find" / "藏一个让我找";
        hide_mistake_title: "Plant one of the mistakes in the backward pass without saying which" / "在反向传播中植入一个错误，不说是哪个";
        diagnosis: "Diagnosis" / "诊断";
        diagnosis_title: "Is it training well? Sizes by layer, dead and saturated units, what to try (D)" / "训练正常吗？各层数值的大小、失活和饱和的单元，以及可以怎么改（D）";
        diagnosis_close: "Close the diagnosis" / "关闭诊断";
        diagnosis_plot: "Sizes layer by layer over the iterations" / "各层数值的大小随迭代的变化";
        diagnosis_numbers: "Numbers of this iteration" / "本次迭代的数值";
        diagnosis_how: "What counts as trouble" / "判断标准";
        diagnosis_how_1: "Sizes are root mean squares over a layer’s units or weights and the batch. Vanishing: δ of a layer in front at most a hundredth of the last layer’s, while the loss has not fallen to a tenth. Exploding: a hundred times the last layer’s, or of what it was in the first iteration." / "大小指对一层的单元（或权重）和批次取均方根。梯度消失：靠前某层的 δ 不到最后一层的百分之一，而损失还没有降到十分之一。梯度爆炸：达到最后一层的一百倍，或达到第一次迭代时的一百倍。";
        diagnosis_how_2: "Dead: a ReLU that puts out 0 for every training sample. Saturated: a sigmoid or tanh unit whose slope is below a tenth of the steepest at nine tenths of the training samples; of an output, only where it is wrong and the loss does not cancel the slope." / "失活：对每个训练样本都输出 0 的 ReLU。饱和：在九成训练样本上斜率低于最陡处十分之一的 sigmoid 或 tanh 单元；输出单元只计预测错误且损失不能消去斜率的样本。";
        diagnosis_how_3: "Update too large: twice or more, larger than its weight and than the root mean square of its layer’s. Oscillating: a quarter or more of the updates raise the loss of their own batch by a tenth or more, as many lower it, and it does not fall on the whole. All of the last quarter of the iterations looked at, up to 200 of the run." / "更新过大：至少两次大于权重本身，也大于该层权重的均方根。振荡：至少四分之一的更新使自己那批样本的损失上升一成以上，同样多的使它下降，而总体并不下降。以上都看最近四分之一的迭代（整个运行最多查看 200 次）。";
        column_layer: "layer" / "层";
        column_units: "units" / "单元";
        help_diagnosis_heading: "When it does not learn" / "学不会的时候";
        help_diagnosis: "The diagnosis draws the sizes of activations, gradients and updates layer by layer, marks units that pass no gradient on, and says what is wrong and what to try. Four of the examples show one trouble each." / "诊断按层画出激活值、梯度和更新的大小，标出不再传递梯度的单元，并说明问题所在和可以怎么改。有四个例子各展示一种问题。";
        key_diagnosis: "diagnosis: is it training well?" / "诊断：训练正常吗？";
        key_check: "check the gradients, or close the check" / "检查梯度，或关闭检查";
        key_accuse: "say that this operation is wrong, while a mistake is hidden" / "藏有错误时，指出这个运算错了";

        timeline: "Timeline of the run" / "运行的时间线";
        go_to_iteration: "Go to iteration" / "前往第几次迭代";
        go_to_title: "Iterations done; type another number to go there" / "已完成的迭代次数；输入另一个数即可前往";

        to_divergence: "Show the operation" / "查看这次运算";
        to_last_finite: "Back to the last finite step" / "回到最后一个有限的步骤";
        dismiss: "Dismiss this message" / "关闭这条消息";

        stage: "The iteration, step by step" / "一步一步看一次迭代";
        network: "Network" / "网络";
        network_label: "Network. Arrow keys with Alt move between units and weights, Enter selects."
            / "网络图。按住 Alt 用方向键在单元和权重之间移动，回车选中。";
        watched_sample: "Sample in the picture" / "图中的样本";
        previous_sample: "Previous sample" / "上一个样本";
        next_sample: "Next sample" / "下一个样本";
        strip_label: "Operation within this iteration" / "本次迭代中的运算";
        steps_label: "Steps" / "步进";
        start: "To the start of the run" / "回到起点";
        start_title: "To the start of the run (Home)" / "回到起点（Home）";
        back: "Back" / "后退";
        back_title: "One step back (←)" / "后退一步（←）";
        forward: "Forward" / "前进";
        forward_title: "One step forward (→)" / "前进一步（→）";
        play: "Play" / "播放";
        pause: "Pause" / "暂停";
        play_title: "Play or pause (space)" / "播放或暂停（空格）";
        size_label: "Size of a step" / "步长";
        size_op: "op" / "运算";
        size_op_title: "One arithmetic operation (1)" / "一次算术运算（1）";
        size_layer: "layer" / "层";
        size_layer_title: "One layer (2)" / "一层（2）";
        size_pass: "pass" / "阶段";
        size_pass_title: "Forward, backward or update (3)" / "前向、反向或更新（3）";
        size_iteration: "iteration" / "迭代";
        size_iteration_title: "One update of the parameters (4)" / "参数更新一次（4）";
        size_epoch: "epoch" / "轮";
        size_epoch_title: "Once through the training data (5)" / "把训练数据过一遍（5）";
        speed: "Speed" / "速度";
        speed_title: "Steps a second" / "每秒几步";
        speed_1: "1/s" / "1/秒";
        speed_2: "2/s" / "2/秒";
        speed_5: "5/s" / "5/秒";
        speed_10: "10/s" / "10/秒";
        speed_30: "30/s" / "30/秒";
        speed_100: "100/s" / "100/秒";
        speed_max: "fastest" / "最快";

        equation: "What this operation computes" / "这一步算的是什么";
        equation_empty: "Press Forward: the first operation and its numbers appear here."
            / "按“前进”：第一步运算和它的数字会出现在这里。";
        selected: "Selected" / "选中";
        inspector_empty: "Click a unit, a weight or a bias in the picture: its value, its gradient and the path to it from the loss appear here. Click again to type another value."
            / "点击图中的单元、权重或偏置：这里会显示它的值、梯度，以及从损失到它的路径。再点一次可以改写数值。";
        loss_curve: "Loss" / "损失";
        train_loss: "train" / "训练";
        test_loss: "test" / "测试";
        loss_axis: "Axis of the loss" / "损失的坐标轴";
        axis_linear: "linear" / "线性";
        axis_log: "log" / "对数";
        outputs: "Outputs and targets" / "输出与目标";

        experiment: "Experiment" / "实验";
        close_experiment: "Close the experiment" / "收起实验设置";
        data: "Data" / "数据";
        dataset: "Set" / "数据集";
        samples: "Samples" / "样本数";
        noise: "Noise" / "噪声";
        train_fraction: "To train" / "训练占比";
        sample_inputs: "input" / "输入";
        sample_targets: "target" / "目标";
        add_layer: "Add layer" / "加一层";
        remove_layer: "Remove" / "减一层";
        initializer: "Start from" / "初始化";
        xavier_uniform: "Xavier uniform" / "Xavier 均匀";
        xavier_normal: "Xavier normal" / "Xavier 正态";
        kaiming_uniform: "Kaiming uniform" / "Kaiming 均匀";
        kaiming_normal: "Kaiming normal" / "Kaiming 正态";
        uniform: "uniform" / "均匀分布";
        normal: "normal" / "正态分布";
        zeros: "zeros" / "全零";
        train_biases: "Train the biases" / "训练偏置";
        learning: "Loss and optimizer" / "损失与优化";
        loss: "Loss" / "损失";
        half_squared_error: "half squared error" / "平方误差的一半";
        mean_squared_error: "mean squared error" / "均方误差";
        binary_cross_entropy: "binary cross-entropy" / "二元交叉熵";
        cross_entropy: "cross-entropy" / "交叉熵";
        optimizer: "Optimizer" / "优化器";
        momentum: "Momentum μ" / "动量 μ";
        nesterov: "Nesterov" / "Nesterov";
        learning_rate: "Learning rate η" / "学习率 η";
        learning_rate_slider: "Learning rate, by slider" / "学习率（滑块）";
        chance: "Batch and chance" / "批与随机";
        batch_size: "Batch" / "批大小";
        shuffle: "Shuffle" / "打乱";
        seed: "Seed" / "随机种子";
        reset: "Reset to the same start" / "重置到同一起点";
        reset_title: "Back to the first weights, with the experiment as it is (R)"
            / "回到最初的权重，实验设置不变（R）";

        close: "Close" / "关闭";
        help_heading: "Backpropagation, one operation at a time" / "反向传播，一步一步看";
        help_what_heading: "What this is" / "这是什么";
        help_what_1: "One iteration of training: the inputs go forward through the network, the loss is computed, its gradient goes back, and the weights move a little. Here you take it one arithmetic operation at a time, and every operation can be taken back."
            / "训练的一次迭代是这样的：输入向前穿过网络，算出损失，损失的梯度再往回传，权重随之移动一点。在这里，你可以一次只走一步算术运算，而且每一步都可以退回。";
        help_what_2: "Nothing is acted out: each number on the screen is the one the operation wrote, and the equation beside it is the one that was computed. Change a weight, an input or the learning rate at any time and go on from there."
            / "这不是预先录好的演示：屏幕上的每个数字都是运算真正写下的，旁边的公式就是实际计算的公式。你可以随时改动权重、输入或学习率，然后接着往下走。";
        help_picture_heading: "How to read the picture" / "如何看图";
        help_weight_positive: "a weight above zero; the wider, the larger" / "大于零的权重；线越粗，值越大";
        help_weight_negative: "a weight below zero" / "小于零的权重";
        help_gradient: "gradients run from right to left; their sign has a colour of its own and stands before every number"
            / "梯度从右向左传；正负各有颜色，数字前也写出符号";
        help_highlight: "what this operation reads and writes" / "这一步运算读取和写入的数";
        help_empty: "not computed yet" / "尚未计算";
        help_check_heading: "Check it, and spot the bug" / "检查梯度，找出错误";
        help_check: "The gradient check moves one parameter at a time by h, runs the forward pass twice and compares the slope with what the backward pass computed. With a large h the difference is not a slope yet (truncation), with a tiny one the two losses share their digits (rounding). A hidden mistake sits in the backward pass: see whose gradients differ, then step back from there to the operation whose formula is not the right one."
            / "梯度检查每次把一个参数移动 h，做两次前向传播，把得到的斜率与反向传播的结果比较。h 太大时差商还不是斜率（截断误差），h 太小时两个损失的数位几乎相同（舍入误差）。藏起来的错误在反向传播中：先看哪些梯度不一致，再从那里步进，找出公式不对的那个运算。";
        help_letters: "z is a unit’s weighted sum plus its bias, a what its activation function makes of it, δ the gradient of the loss with respect to z. A weight’s first index says where it leads, its second where it comes from."
            / "z 是单元的加权和加上偏置，a 是激活函数作用于 z 的结果，δ 是损失对 z 的梯度。权重的第一个下标是它通向的单元，第二个是它来自的单元。";
        help_keys_heading: "Keys" / "按键";
        key_step: "one step forward, one back" / "前进一步，后退一步";
        key_coarser: "the same by the next coarser size" / "同上，但用再大一级的步长";
        key_clicker: "forward and back, from a presenter’s clicker" / "前进和后退，可用演示遥控器";
        key_space_name: "Space" / "空格";
        key_play: "play or pause" / "播放或暂停";
        key_size: "size of a step: op, layer, pass, iteration, epoch" / "步长：运算、层、阶段、迭代、轮";
        key_start: "to the start of the run" / "回到起点";
        key_reset: "reset to the same start" / "重置到同一起点";
        key_undo: "undo the last change; with Shift, redo it" / "撤销上一次更改；加 Shift 为重做";
        key_present: "larger type for a projector, and back" / "放大字号以便投影，再按恢复";
        key_export: "export as a program, a trace or a receipt" / "导出为程序、数值记录或收据";
        key_gallery: "worked examples and their published numbers" / "算例与原文公布的数字";
        key_help: "this page of help" / "本帮助页";
        help_mistakes_heading: "Five things often mistaken" / "五个常见的误解";
        mistake_delta_title: "δ is not the error." / "δ 不是误差。";
        mistake_delta: "It is the gradient that arrives, times the slope of the activation function. Where the slope is zero, nothing goes further back, however wrong the output."
            / "它是传到该单元的梯度乘以激活函数的斜率。斜率为零的地方，输出错得再多，也不会再往回传。";
        mistake_old_title: "The backward pass uses the old weights." / "反向传播用的是旧权重。";
        mistake_old: "All gradients are computed first; only then does any weight change. A widely read worked example gets this wrong: see Mazur’s 2-2-2."
            / "先算完所有梯度，然后权重才改变。一个流传很广的例题在这里出了错：见 Mazur 的 2-2-2。";
        mistake_update_title: "The gradient is not the update." / "梯度不是更新量。";
        mistake_update: "The gradient says how the loss changes with the weight. The update is what the optimizer makes of it: for plain SGD, minus the learning rate times the gradient."
            / "梯度说的是损失怎样随权重变化；更新量是优化器由梯度得出的：对最普通的 SGD 来说，就是负的学习率乘以梯度。";
        mistake_bias_title: "A bias has a gradient too." / "偏置也有梯度。";
        mistake_bias: "It is the unit’s δ, because the bias enters z with the factor 1."
            / "它就等于该单元的 δ，因为偏置在 z 中的系数是 1。";
        mistake_epoch_title: "An iteration is not an epoch." / "一次迭代不是一轮。";
        mistake_epoch: "An iteration is one update, from one batch. An epoch is once through all training samples: as many iterations as there are batches."
            / "一次迭代用一批数据更新一次参数；一轮是把全部训练样本过一遍，有多少批就有多少次迭代。";

        export_heading: "Export this experiment" / "导出这个实验";
        export_what: "What to export" / "导出什么";
        export_programs: "As a program" / "程序";
        export_numpy: "NumPy" / "NumPy";
        export_pytorch: "PyTorch" / "PyTorch";
        export_jax: "JAX" / "JAX";
        export_keras: "TensorFlow/Keras" / "TensorFlow/Keras";
        export_numbers: "Its numbers" / "数值";
        export_trace: "This iteration" / "本次迭代";
        export_traces: "Every iteration" / "每次迭代";
        export_history: "Loss history" / "损失历史";
        export_proofs: "To be verified" / "供验证";
        export_receipt: "Receipt, one step" / "收据，一步";
        export_receipts: "Receipts, several steps" / "收据，多步";
        export_form: "Form of the program" / "程序的形式";
        export_idle: "Cancelled; nothing is made." / "已取消，没有生成内容。";
        export_start: "Make it" / "生成";
        export_script: "script" / "脚本";
        export_notebook: "notebook" / "笔记本";
        export_iterations: "Iterations" / "迭代次数";
        export_preview: "The text" / "文本";
        export_making: "Iterations run again" / "重新运行的迭代";
        cancel: "Cancel" / "取消";
        copy: "Copy" / "复制";
        save_file: "Save" / "保存";
        gallery_intro: "What others have published, beside what the operations here write, to the same digits. Where the two differ, it says why."
            / "别人公布的数字，与这里的运算写下的数字并列，保留同样的位数。不同之处说明原因。";

        runs: "Runs" / "运行";
        fork: "Fork" / "分叉";
        fork_title: "Keep this run and go on with a copy (F)" / "保留当前运行，用副本继续（F）";
        side_by_side: "Side by side" / "并排";
        side_by_side_title: "The networks of the runs that are shown, and what each says (B)" / "并排显示各运行的网络及其判断（B）";
        beside_heading: "Runs side by side" / "并排比较";
        close_beside: "Close" / "关闭";
        close_beside_title: "Back to one network (B)" / "回到单个网络（B）";
        key_beside: "networks of several runs side by side, and back" / "并排显示多个运行的网络，再按返回";
        sweep: "Sweep" / "扫描";
        sweep_title: "Train the same start with several settings at once (W)" / "从同一起点用多种设置同时训练（W）";
        sweep_heading: "Sweep: the same start, one setting varied" / "扫描：同一起点，只变一个设置";
        sweep_varied: "Vary" / "变动";
        vary_rate: "learning rate" / "学习率";
        vary_momentum: "momentum" / "动量";
        vary_optimizer: "optimizer" / "优化器";
        vary_start: "first weights" / "初始权重";
        vary_batch: "batch size" / "批大小";
        vary_seed: "seed" / "种子";
        start_sweep: "Train all" / "全部训练";
        sweep_making: "Iterations trained" / "已训练的迭代";
        key_sweep: "train the same start with several settings at once" / "从同一起点用多种设置同时训练";
        landscape: "Loss landscape" / "损失地形";
        landscape_title: "Where would a larger step land? The loss along the update, over weights, and over planes, with the run’s path (V)"
            / "步子再大些会落在哪里？沿更新方向、随权重、在平面上的损失，以及运行的轨迹（V）";
        key_landscape: "the loss landscape: along the update, over weights, over planes" / "损失地形：沿更新方向、随权重、在平面上";
        landscape_cut: "Loss over" / "损失随";
        cut_update: "the length of this step" / "这一步的长度";
        cut_weight: "one weight" / "一个权重";
        cut_weights: "two weights" / "两个权重";
        cut_random: "two random directions" / "两个随机方向";
        cut_path: "the path’s main directions" / "轨迹的主方向";
        landscape_x: "Across" / "横轴";
        landscape_y: "Up" / "纵轴";
        landscape_over: "Samples" / "样本";
        over_batch: "this batch" / "这一批";
        over_training: "all training samples" / "全部训练样本";
        landscape_reach: "Reach" / "范围";
        landscape_reach_title: "Times the step, or how far to either side; empty for as far as there is something to see"
            / "步长的倍数，或向两侧各多远；留空则自动选择";
        automatic: "auto" / "自动";
        landscape_points: "Detail" / "精细度";
        points_coarse: "coarse" / "粗";
        points_medium: "medium" / "中";
        points_fine: "fine" / "细";
        landscape_making: "Losses computed" / "已计算的损失";
        compute_landscape: "Go on" / "继续";
        landscape_plot: "Loss landscape; arrow keys move the place whose loss is read" / "损失地形；方向键移动读数的位置";
        landscape_scale: "Scale of the loss" / "损失的刻度";
        landscape_step: "The run" / "运行";
        landscape_back: "One iteration back" / "后退一次迭代";
        landscape_forward: "One iteration forward" / "前进一次迭代";
        set_landscape: "Set the weights to this point" / "把权重设为这一点";
        key_fork: "keep this run and go on with a copy, to compare the two" / "保留当前运行并用副本继续，以便比较";

        boot: "Loading Backstep …" / "正在载入 Backstep……";
        boot_late: "This takes longer than it should. Backstep needs a browser with WebAssembly (any since 2023); if yours has it, reload the page."
            / "载入时间过长。Backstep 需要支持 WebAssembly 的浏览器（2023 年以后的都可以）；如果你的浏览器支持，请重新载入。";
        boot_noscript: "Backstep computes everything in your browser and needs JavaScript and WebAssembly. Please allow them for this page."
            / "Backstep 的所有计算都在你的浏览器里进行，需要 JavaScript 和 WebAssembly。请为本页开启它们。";
    }
}
