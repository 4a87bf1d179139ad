//! Dropout and batch normalization: names, sentences and messages.

texts! {
    /// What is said of dropout and batch normalization.
    NORM: NormTexts {
        mask: "mask of {unit}" / "{unit}的掩码";
        dropped: "activation of {unit} after dropout" / "{unit}在 dropout 之后的激活值";
        grad_dropped: "gradient that reaches the dropout of {unit}" / "传到{unit}的 dropout 的梯度";
        dropout_rate: "dropout rate of {layer}" / "{layer}的丢弃率";
        op_dropped: "Dropout of {unit}: it is dropped for this sample, so 0 goes on"
            / "{unit}的 dropout：对这个样本它被丢弃，往上传的是 0";
        op_kept: "Dropout of {unit}: it is kept for this sample, and grows by 1/(1 − p) to make up for the dropped"
            / "{unit}的 dropout：对这个样本它被保留，并放大到 1/(1 − p) 倍以补偿被丢弃的单元";
        op_dropped_gradient: "Gradient that reaches the dropout of {unit}: every path back from the loss, added up"
            / "传到{unit}的 dropout 的梯度：从损失返回的每条路径之和";
        op_dropout_gradient: "Gradient that reaches {unit} itself: what arrived, times what dropout multiplied with"
            / "传到{unit}自身的梯度：传来的梯度，乘以 dropout 乘过的数";
        note_dropped: "For this sample and iteration the unit is out: nothing of it goes on, and no gradient comes back to it."
            / "在这个样本和这次迭代中，该单元不参与：它的值不往上传，也没有梯度传回来。";
        note_dropout_testing: "Dropout is for training alone: losses over all samples, the boundary and predictions use every unit."
            / "dropout 只用于训练：全部样本的损失、决策边界和预测都使用所有单元。";
        dropped_unit: "dropped" / "丢弃";
        dropout: "Dropout" / "Dropout";
        dropout_of: "Dropout of {layer}: probability of dropping a unit"
            / "{layer}的 dropout：丢弃一个单元的概率";
        row_mask: "Mask m" / "掩码 m";
        row_dropped: "After dropout, ã = a m/(1 − p)" / "dropout 之后，ã = a m/(1 − p)";
        row_grad_dropped: "Arrives at the dropout, ∂L/∂ã" / "传到 dropout 的 ∂L/∂ã";
        dropout_output: "the outputs are not dropped: dropout is for hidden layers"
            / "输出不能丢弃：dropout 只用于隐藏层";
        unfit_dropout: "A receipt has no dropout." / "收据不能包含 dropout。";
        scale: "scale γ of {unit}" / "{unit}的缩放 γ";
        shift: "shift β of {unit}" / "{unit}的平移 β";
        batch_mean: "batch mean of {unit}" / "{unit}的批均值";
        batch_variance: "batch variance of {unit}" / "{unit}的批方差";
        normalized: "normalized sum of {unit}" / "{unit}归一化后的加权和";
        scaled: "scaled sum of {unit}" / "{unit}缩放平移后的加权和";
        running_mean: "running mean of {unit}" / "{unit}的滑动均值";
        running_variance: "running variance of {unit}" / "{unit}的滑动方差";
        grad_scaled: "gradient by the scaled sum of {unit}" / "对{unit}缩放后加权和的梯度";
        grad_normalized: "gradient by the normalized sum of {unit}" / "对{unit}归一化加权和的梯度";
        epsilon: "epsilon" / "ε";
        op_batch_mean: "Batch mean of {unit}: its weighted sums, averaged over the samples of the batch"
            / "{unit}的批均值：它的加权和在这一批样本上的平均值";
        op_batch_variance: "Batch variance of {unit}: how far its weighted sums lie from their mean, squared and averaged"
            / "{unit}的批方差：它的加权和与均值之差的平方的平均值";
        op_normalize: "Normalized sum of {unit}: the mean taken away, divided by the deviation, so that the batch has mean 0 and variance 1"
            / "{unit}归一化后的加权和：减去均值再除以标准差，使整批的均值为 0、方差为 1";
        op_scale_shift: "Scaled sum of {unit}: times γ plus β, which are learned: they may undo what was normalized"
            / "{unit}缩放平移后的加权和：乘以 γ 再加 β；二者可学习，可以撤销归一化";
        op_running_mean: "Running mean of {unit}: a tenth of it gives way to this batch’s; testing uses it"
            / "{unit}的滑动均值：其中十分之一换成这一批的均值，测试时使用";
        op_running_variance: "Running variance of {unit}: a tenth of it gives way to this batch’s, taken as an estimate of all data’s"
            / "{unit}的滑动方差：其中十分之一换成这一批对全体数据方差的估计，测试时使用";
        op_scaled_gradient: "Gradient by the scaled sum of {unit}: the gradient that arrived, times the slope of {function}"
            / "对{unit}缩放后加权和的梯度：传来的梯度乘以 {function} 的斜率";
        op_normalized_gradient: "Gradient by the normalized sum of {unit}: times the γ that it was scaled by"
            / "对{unit}归一化加权和的梯度：再乘以缩放它的 γ";
        op_norm_delta: "Delta of {unit}: the gradient less its mean and less what lies along the normalized sums, divided by the deviation"
            / "{unit}的 δ：梯度减去其均值，再减去沿归一化加权和方向的部分，除以标准差";
        op_scale_gradient: "Gradient of the {param}: the gradient by the scaled sum, times the normalized one"
            / "{param}的梯度：对缩放后加权和的梯度，乘以归一化的加权和";
        op_shift_gradient: "Gradient of the {param}: the gradient by the scaled sum itself"
            / "{param}的梯度：就是对缩放后加权和的梯度";
        note_norm_delta: "A sample’s weighted sum moves the mean and the variance, and so every sample’s output: this gradient counts what it does to the losses of the whole batch."
            / "一个样本的加权和会改变均值和方差，从而影响每个样本的输出：这个梯度计入了它对整批损失的影响。";
        note_norm_bias: "Before batch normalization a bias does nothing: the mean takes it away again, so its gradient over the batch is 0 but for rounding. β does its work."
            / "在批归一化之前，偏置不起作用：减去均值时它被抵消，所以它在整批上的梯度除舍入误差外为 0。它的作用由 β 承担。";
        note_running: "Running statistics are for testing: there the batch must not matter, and one sample alone has no variance."
            / "滑动统计量用于测试：测试结果不应取决于同批的其他样本，而单个样本没有方差。";
        batch_norm: "Batch norm" / "批归一化";
        batch_norm_of: "Batch normalization of {layer}" / "{layer}的批归一化";
        row_batch_mean: "Batch mean μ" / "批均值 μ";
        row_batch_variance: "Batch variance σ²" / "批方差 σ²";
        row_normalized: "Normalized, ẑ = (z − μ)/√(σ² + ε)" / "归一化，ẑ = (z − μ)/√(σ² + ε)";
        row_scaled: "Scaled, y = γ ẑ + β" / "缩放平移，y = γ ẑ + β";
        row_activation: "{function}(y) = a" / "{function}(y) = a";
        row_scale: "Scale γ" / "缩放 γ";
        row_shift: "Shift β" / "平移 β";
        row_running_mean: "Running mean" / "滑动均值";
        row_running_variance: "Running variance" / "滑动方差";
        row_grad_scaled: "∂L/∂y = ∂L/∂a · {function}′(y)" / "∂L/∂y = ∂L/∂a · {function}′(y)";
        row_grad_normalized: "∂L/∂ẑ = ∂L/∂y · γ" / "∂L/∂ẑ = ∂L/∂y · γ";
        row_norm_delta: "δ = ∂L/∂z, through μ and σ²" / "δ = ∂L/∂z，经过 μ 和 σ²";
        no_norm_path: "Through batch normalization every sample of the batch has a part in this gradient, so no single path gives it."
            / "经过批归一化后，这一批的每个样本都参与了这个梯度，所以不存在单独一条路径。";
        check_of_batch: "The mean over the batch: with batch normalization no sample has a gradient of its own."
            / "整批的平均值：使用批归一化时，单个样本没有自己的梯度。";
        run_mean: "run μ" / "滑动 μ";
        run_variance: "run σ²" / "滑动 σ²";
        norm_output: "the outputs are not normalized: batch normalization is for hidden layers"
            / "输出不做归一化：批归一化只用于隐藏层";
        no_norm: "belongs to batch normalization, which this layer does not have"
            / "属于批归一化，而该层没有批归一化";
        alone: "batch normalization needs at least two samples in every batch; a batch size of {size} with {samples} in all leaves one alone"
            / "批归一化要求每一批至少有两个样本；共 {samples} 个样本，每批 {size} 个，会剩下单独一个";
        unfit_norm: "A receipt has no batch normalization." / "收据不能包含批归一化。";
    }
}
