//! What each operation does, in one sentence, and what is worth knowing when a number is zero.

texts! {
    /// A sentence for every kind of operation.
    EXPLAIN: ExplainTexts {
        weighted_sum: "Weighted sum of {unit}: each input times its weight, plus the bias"
            / "{unit}的加权和：每个输入乘以对应的权重，相加后再加偏置";
        activation_identity: "Activation of {unit}: the weighted sum as it is"
            / "{unit}的激活值：就是加权和本身";
        activation_sigmoid: "Activation of {unit}: sigmoid squeezes the weighted sum between 0 and 1"
            / "{unit}的激活值：sigmoid 把加权和压缩到 0 与 1 之间";
        activation_tanh: "Activation of {unit}: tanh squeezes the weighted sum between −1 and 1"
            / "{unit}的激活值：tanh 把加权和压缩到 −1 与 1 之间";
        activation_relu: "Activation of {unit}: ReLU keeps what is above 0 and makes the rest 0"
            / "{unit}的激活值：ReLU 保留大于 0 的值，其余变为 0";
        activation_leaky_relu: "Activation of {unit}: leaky ReLU keeps what is above 0 and a hundredth of the rest"
            / "{unit}的激活值：leaky ReLU 保留大于 0 的值，其余只留百分之一";
        activation_softmax: "Activation of {unit}: its share of the whole layer; the shares add up to 1"
            / "{unit}的激活值：它在整层中所占的份额，所有份额之和为 1";
        loss_half_squared_error: "Loss: half the square of each miss, added up over the outputs"
            / "损失：每个输出误差平方的一半，再对所有输出求和";
        loss_mean_squared_error: "Loss: the square of each miss, averaged over the outputs"
            / "损失：每个输出误差的平方，再对所有输出取平均";
        loss_binary_cross_entropy: "Loss: minus the logarithm of the probability given to the right answer"
            / "损失：网络给正确答案的概率取对数，再取负";
        loss_cross_entropy: "Loss: minus the logarithm of each output, weighed by its target"
            / "损失：对每个输出取对数，按目标值加权求和，再取负";
        batch_loss: "Loss of the batch: the mean over its {count} samples"
            / "批次的损失：{count} 个样本损失的平均值";
        output_gradient: "Gradient at {unit}: how the loss changes when this output grows a little"
            / "{unit}处的梯度：这个输出稍微增大时，损失怎样变化";
        delta: "Delta of {unit}: the gradient that arrived, times the slope of {function}"
            / "{unit}的 δ：传来的梯度乘以 {function} 的斜率";
        delta_fused: "Delta of {unit}: softmax and cross-entropy together leave output minus target"
            / "{unit}的 δ：softmax 与交叉熵合在一起，只剩输出减目标";
        delta_fused_sum: "Delta of {unit}: softmax and cross-entropy together leave output times the sum of the targets, minus target"
            / "{unit}的 δ：softmax 与交叉熵合在一起，只剩输出乘以各目标之和，再减目标";
        delta_softmax: "Delta of {unit}: through softmax, every output's gradient takes part"
            / "{unit}的 δ：经过 softmax，每个输出的梯度都参与其中";
        weight_gradient: "Gradient of the {param}: the delta it leads to, times what came in"
            / "{param}的梯度：它通向的 δ，乘以当时的输入";
        bias_gradient: "Gradient of the {param}: the delta itself, because the bias is added as it is"
            / "{param}的梯度：就是 δ 本身，因为偏置是直接相加的";
        input_gradient: "Gradient that reaches {unit}: every path back from the loss, added up"
            / "传到{unit}的梯度：从损失返回的每条路径之和";
        mean_gradient: "Mean gradient of the {param}: over the {count} samples of the batch"
            / "{param}的平均梯度：对批次中的 {count} 个样本取平均";
        velocity: "Velocity of the {param}: part of the old velocity, plus the new gradient"
            / "{param}的速度：保留一部分旧速度，再加上新的梯度";
        update: "Update of the {param}: a step against the gradient, scaled by the learning rate"
            / "更新{param}：沿梯度的反方向走一步，步长由学习率决定";
        update_momentum: "Update of the {param}: a step against the velocity, scaled by the learning rate"
            / "更新{param}：沿速度的反方向走一步，步长由学习率决定";
        note_update_waits: "The new value is not used until the next forward pass."
            / "新的值要到下一次前向传播才会用到。";
        note_update_not_gradient: "The gradient says which way and how steep; the update is minus the learning rate times it."
            / "梯度只说明方向和陡峭程度；更新量是它乘以学习率再取负。";
        note_zero_slope: "The slope is 0 here, so nothing passes further back through this unit."
            / "这里的斜率为 0，所以没有任何梯度能继续经过这个单元往回传。";
        note_zero_gradient: "No gradient arrived here, so delta is 0 whatever the slope."
            / "没有梯度传到这里，所以不论斜率多大，δ 都是 0。";
        note_zero_input: "What came in was 0, so this weight had no say in the result and gets no gradient."
            / "当时的输入是 0，这个权重没有影响结果，因此没有梯度。";
        note_zero_target: "The target is 0 here, and this loss only looks at outputs whose target is not."
            / "这里的目标是 0，而这种损失只看目标不为 0 的输出。";
        note_delta_not_error: "Delta is the gradient times the slope, not the miss alone."
            / "δ 是梯度乘以斜率，而不只是误差。";
        note_bias_has_gradient: "The bias learns too: it is a weight whose input is always 1."
            / "偏置也在学习：它相当于输入永远为 1 的权重。";
        note_old_weights: "The way back uses the same weights as the way forward, none of the new ones."
            / "反向传播用的是前向传播时的那些权重，而不是更新后的。";
        note_iteration_not_epoch: "One iteration is one update; an epoch is over when every sample has been used once."
            / "一次迭代就是一次更新；所有样本都用过一遍才算一轮（epoch）。";
        note_not_finite: "This is no finite number any more: a logarithm of 0, or steps that grew too large."
            / "这已不是有限的数：可能是对 0 取了对数，也可能是步长太大。";
    }
}
