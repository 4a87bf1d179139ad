//! Why a run cannot be written in the form asked for.

texts! {
    /// Why a run cannot be exported in the form asked for. Each is a sentence of its own.
    UNFIT: UnfitTexts {
        hidden_layers: "A receipt has exactly one hidden layer; this network has {found}."
            / "收据只能有一个隐藏层，而这个网络有 {found} 个。";
        units: "A receipt has at most {most} inputs and units a layer; here there are {found}."
            / "收据的输入和每层单元最多 {most} 个，这里有 {found} 个。";
        hidden_activation: "A receipt’s hidden units are identity, sigmoid or relu; here they are {name}."
            / "收据的隐藏单元只能是 identity、sigmoid 或 relu，这里是 {name}。";
        output_activation: "A receipt’s outputs are identity, sigmoid or relu with half squared error, or softmax with cross-entropy; here they are {name}."
            / "收据的输出只能是 identity、sigmoid 或 relu（配平方误差的一半），或 softmax（配交叉熵），这里是 {name}。";
        loss: "A receipt’s loss is half squared error, or cross-entropy of softmax; here it is {loss} of {output}."
            / "收据的损失只能是平方误差的一半，或 softmax 之上的交叉熵，这里是 {output} 之上的{loss}。";
        batch: "A receipt is of one sample an iteration; here a batch holds {found}. The batch size can be set to 1."
            / "收据每次迭代只含一个样本，这里一批有 {found} 个。批大小可以设为 1。";
        learning_rate: "A receipt’s learning rate is greater than 0." / "收据的学习率必须大于 0。";
        momentum: "A receipt’s momentum is less than 1." / "收据的动量必须小于 1。";
        optimizer: "A receipt’s optimizer is SGD with or without momentum, at a constant learning rate; here there is {name}."
            / "收据的优化器只能是学习率恒定的 SGD（可带动量），这里有 {name}。";
        targets: "With cross-entropy, a receipt’s targets sum to 1; here they sum to {sum}."
            / "使用交叉熵时，收据的目标值之和必须为 1，这里是 {sum}。";
        not_finite: "In iteration {iteration} there is a number that is not finite, or a predicted probability of 0; a receipt holds neither."
            / "第 {iteration} 次迭代中有非有限的数，或预测概率为 0；收据不能包含它们。";
        changed: "In iteration {iteration} {path} was set by hand. Receipts of several steps are a chain: each begins with the numbers the one before ended with. Fewer iterations, or the receipt of one step, leave it out."
            / "第 {iteration} 次迭代中手动更改了 {path}。多步收据是一条链：每一步都从上一步结束时的数开始。减少迭代次数，或改用单步收据，即可避开。";
        too_large: "{iterations} iterations would be more than {megabytes} MB of text; there is room for {most} of this network."
            / "{iterations} 次迭代的文本会超过 {megabytes} MB；这个网络最多可以导出 {most} 次。";
    }
}
