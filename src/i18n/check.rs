//! The gradient check, and the mistakes that can be planted.

texts! {
    /// Words of the gradient check and of the planted mistakes.
    CHECK: CheckTexts {
        waits: "Waits until the run stands still." / "运行停下后开始检查。";
        nothing: "There is no sample to take a gradient from." / "没有样本，无法计算梯度。";
        progress: "{done} of {count} checked" / "已检查 {done}/{count}";
        all_agree: "All {count} gradients agree with differences of the loss."
            / "全部 {count} 个梯度都与损失的差商一致。";
        agree_although: "The planted mistake changes no number of this iteration: look at the formulas, or check the next iteration."
            / "植入的错误没有改变本次迭代的任何数：请看公式，或检查下一次迭代。";
        of_batch: "Mean over the batch." / "批次的平均梯度。";
        of_sample: "This sample alone." / "只看这个样本。";
        no_loss: "The loss is not a finite number here: there is no slope to compare with."
            / "这里的损失不是有限的数：没有可比较的斜率。";
        some_differ: "{wrong} of {count} gradients are not the slope of the loss."
            / "{count} 个梯度中有 {wrong} 个不是损失的斜率。";
        none_differ: "{agree} of {count} gradients agree; of the others this step cannot tell."
            / "{count} 个梯度中有 {agree} 个一致；其余的用这个步长无法判断。";
        kinks: "{kinks} on a kink of ReLU." / "{kinks} 个位于 ReLU 的折点。";
        pick: "Select a weight or a bias to see its check: in the picture, or in the list below."
            / "选中一个权重或偏置即可查看它的检查结果：点图中的数字，或点下面列表中的一行。";
        fixed: "This bias is kept fixed and has no gradient to check." / "这个偏置保持不变，没有可检查的梯度。";
        analytic: "analytic (backward pass)" / "解析值（反向传播）";
        numeric: "numeric (difference)" / "数值解（差商）";
        loss_high: "L(w + h)" / "L(w + h)";
        loss_low: "L(w − h)" / "L(w − h)";
        loss_high_scale: "L(γ + h)" / "L(γ + h)";
        loss_low_scale: "L(γ − h)" / "L(γ − h)";
        loss_high_shift: "L(β + h)" / "L(β + h)";
        loss_low_shift: "L(β − h)" / "L(β − h)";
        loss_high_bias: "L(b + h)" / "L(b + h)";
        loss_low_bias: "L(b − h)" / "L(b − h)";
        relative_error: "relative error" / "相对误差";
        from_left: "slope from the left" / "左侧斜率";
        from_right: "slope from the right" / "右侧斜率";
        agrees: "They agree." / "两者一致。";
        unclear_large: "They differ by no more than this step's own error: with a smaller h the difference quotient is more exact."
            / "两者之差不超过这个步长本身的误差：减小 h，差商会更精确。";
        unclear_small: "They differ by no more than rounding can: the two losses share nearly all their digits. A larger h says more."
            / "两者之差不超过舍入误差：两个损失几乎所有数位都相同。增大 h 才看得出更多。";
        kink: "Between the two points the weighted sum of a ReLU unit passes 0. The loss has a kink there, and a difference across it is no slope; the backward pass takes the slope of one side."
            / "两点之间有一个 ReLU 单元的加权和经过 0。损失在那里有折点，跨过折点的差商不是斜率；反向传播取其中一侧的斜率。";
        held: "An output is so close to 0 or 1 that binary cross-entropy is held at a limit, as in PyTorch. What is computed then is not the slope of the loss."
            / "有一个输出太接近 0 或 1，二元交叉熵按 PyTorch 的做法被限制在界限上，此时算出的不是损失的斜率。";
        differs: "They differ: the backward pass does not compute the slope of the loss here."
            / "两者不同：反向传播在这里算出的不是损失的斜率。";
        more_rows: "and {count} more, all no worse" / "另有 {count} 个，均不比上面的差";
        plot_error: "relative error" / "相对误差";
        plot_step: "step h" / "步长 h";
        plot_truncation: "truncation, h²" / "截断，h²";
        plot_rounding: "rounding, 1/h" / "舍入，1/h";
        plot_summary: "Relative error against the step h: smallest, {error}, at h = {step}."
            / "相对误差随步长 h 的变化：最小值 {error}，出现在 h = {step}。";

        none: "none" / "无";
        hidden: "one, to be found" / "有一个，待找出";
        no_place: "{name} (not in this network)" / "{name}（此网络中没有）";
        planted: "Planted mistake: {name}." / "植入的错误：{name}。";
        without_effect: "This network has no place for it, so nothing is changed." / "此网络中没有它的位置，因此没有任何变化。";
        from_next: "It is made from the next iteration on: this one’s update has begun without it."
            / "从下一次迭代起才有这个错误：本次迭代的更新已经开始，其中没有它。";
        find: "Find it: a mistake is planted in the backward pass. Step to an operation that computes it wrongly, and say so."
            / "找错误：反向传播中植入了一个错误。步进到算错的那个运算，然后指出它。";
        found: "Found: {name}. {what}" / "找到了：{name}。{what}";
        not_this_given: "Not this one: its formula is right. What it was given may be wrong already."
            / "不是这个：它的公式是对的，但它读入的数可能已经错了。";
        not_forward: "The forward pass and the loss are right. Look in the backward pass."
            / "前向传播和损失是对的，请在反向传播中找。";
        not_update: "The update is right; what it was given may not be." / "更新是对的；它读入的数不一定对。";
        nothing_done: "Step to an operation first." / "请先步进到一个运算。";
        tries: "Tries: {count}." / "已尝试 {count} 次。";
        right_formula: "Right would be" / "正确的应是";
        right_here: "The formula is wrong, though here its number comes out the same."
            / "公式是错的，只是在这里结果碰巧一样。";
        no_path: "This iteration is computed with a planted mistake. The path from the loss, which is worked out by the right rule, is left out."
            / "本次迭代是带着植入的错误计算的。从损失出发的路径按正确的法则得出，因此不显示。";
        delta: "δ" / "δ";
        compared: "Iterations done: {count}. The loss is {with} with the mistake and {without} without it."
            / "已完成 {count} 次迭代。有错误时损失为 {with}，没有错误时为 {without}。";

        lower: "A mistake can act like a larger learning rate. A lower loss does not make a gradient right."
            / "错误有时相当于更大的学习率。损失更低并不说明梯度正确。";
        should: "Wrong here: {sentence}" / "这里错了：{sentence}";

        slope_left_out: "slope left out" / "漏乘斜率";
        slope_left_out_what: "δ is taken to be the gradient that arrives. It must be multiplied by the slope of the activation function."
            / "把传来的梯度直接当作 δ，本应再乘以激活函数的斜率。";
        relu_for_its_slope: "ReLU taken for its derivative" / "把 ReLU 当作它的导数";
        relu_for_its_slope_what: "The gradient is multiplied by max(0, z). ReLU’s derivative is 1 where z > 0, else 0."
            / "梯度乘上了 max(0, z)。ReLU 的导数在 z > 0 处是 1，否则是 0。";
        tanh_times_slope: "tanh (1 − tanh²) for tanh’s derivative" / "把 tanh 的导数写成 tanh (1 − tanh²)";
        tanh_times_slope_what: "The derivative of tanh is 1 − tanh², without another factor tanh."
            / "tanh 的导数是 1 − tanh²，前面没有因子 tanh。";
        cross_entropy_sign: "sign of the cross-entropy gradient" / "交叉熵梯度的符号";
        cross_entropy_sign_what: "The gradient of the loss at the output has the wrong sign, so that every update climbs."
            / "输出处损失的梯度符号反了，于是每次更新都在上坡。";
        new_weights: "new weights in the same backward pass" / "同一次反向传播中用了新权重";
        new_weights_what: "The gradient is handed down through weights that are updated already (w with a plus). All gradients belong to the old ones."
            / "梯度经过已经更新的权重（带加号的 w）往下传。所有梯度都应按旧权重计算。";
        weights_transposed: "weights transposed" / "权重转置";
        weights_transposed_what: "On the way back the weights are read in the wrong order, as if the matrix had been transposed (or not) once too often."
            / "反向传播时权重的读取顺序错了，好像矩阵多转置（或少转置）了一次。";
        bias_forgotten: "bias gradient forgotten" / "忘了偏置的梯度";
        bias_forgotten_what: "The bias’s gradient stays 0. It is the unit’s δ, because the bias enters z with the factor 1."
            / "偏置的梯度一直是 0。它应等于该单元的 δ，因为偏置以因子 1 进入 z。";
        bias_wrong_axis: "bias gradient summed over the wrong axis" / "偏置梯度沿错误的轴求和";
        bias_wrong_axis_what: "δ is summed over the units of the layer, so that all of them get one number. Each bias has its own δ; only samples are averaged."
            / "δ 沿该层的单元求和，于是所有单元得到同一个数。每个偏置有自己的 δ，只应对样本求平均。";
        batch_sum: "sum over the batch instead of the mean" / "对批次求和而不是求平均";
        batch_sum_what: "The loss is a mean over the batch, and so must its gradient be: the sum is too large by the number of samples."
            / "损失是批次的平均值，梯度也应如此：求和的结果大了样本数那么多倍。";
        gradient_not_reset: "gradient not reset" / "梯度没有清零";
        gradient_not_reset_what: "The gradients of earlier iterations are still in it (the term with a minus). It must begin at 0 in every iteration."
            / "其中还留着之前迭代的梯度（带减号的那一项）。每次迭代都应从 0 开始。";
    }
}
