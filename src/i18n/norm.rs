//! Dropout: names, sentences and messages.

texts! {
    /// What is said of dropout.
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
    }
}
