//! What the parts of a network are called.

texts! {
    /// Names of parts and numbers. Units, layers and samples are counted from 1.
    NAMES: NamesTexts {
        input: "input {n}" / "输入 {n}";
        output: "output {n}" / "输出 {n}";
        target: "target {n}" / "目标 {n}";
        hidden_unit: "hidden unit {n}" / "隐藏层第 {n} 单元";
        hidden_layer_unit: "hidden {layer} unit {n}" / "隐藏层 {layer} 第 {n} 单元";
        output_layer: "the output layer" / "输出层";
        hidden_layer: "the hidden layer" / "隐藏层";
        hidden_layer_number: "hidden layer {layer}" / "隐藏层 {layer}";
        weight: "weight from {from} to {to}" / "{from}到{to}的权重";
        bias: "bias of {unit}" / "{unit}的偏置";
        weighted_sum: "weighted sum of {unit}" / "{unit}的加权和";
        activation: "activation of {unit}" / "{unit}的激活值";
        sample_loss: "loss of the sample" / "该样本的损失";
        loss: "loss" / "损失";
        grad_activation: "gradient that reaches {unit}" / "传到{unit}的梯度";
        delta: "delta of {unit}" / "{unit}的 δ";
        gradient: "gradient of the {param}" / "{param}的梯度";
        mean_gradient: "mean gradient of the {param}" / "{param}的平均梯度";
        velocity: "velocity of the {param}" / "{param}的速度";
        new_param: "updated {param}" / "更新后的{param}";
        old_gradient: "gradient that the iteration before left at the {param}"
            / "上一次迭代留在{param}上的梯度";
        learning_rate: "learning rate" / "学习率";
        momentum: "momentum" / "动量";
        identity: "identity" / "恒等函数";
        sigmoid: "sigmoid" / "sigmoid";
        tanh: "tanh" / "tanh";
        relu: "ReLU" / "ReLU";
        leaky_relu: "leaky ReLU" / "leaky ReLU";
        softmax: "softmax" / "softmax";
    }
}
