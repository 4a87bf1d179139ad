//! Titles and notes of the experiments that ship with the page.

texts! {
    /// Titles and notes of the experiments that ship with the page.
    EXAMPLE: ExampleTexts {
        hand: "Hand example 2-3-2" / "手算例 2-3-2";
        hand_note: "x = (1, 2), target (0, 1). The article printed the outputs 0.5 and 0.8 without the weights; these weights give exactly them. It also printed the gradient of cross-entropy with the wrong sign: it is −y/ŷ = −1.25. And ∂L/∂w needs its factor a."
            / "x = (1, 2)，目标 (0, 1)。原文给出输出 0.5 和 0.8 却没有给出权重，这里的权重恰好得到它们。原文的交叉熵梯度符号写反了：应为 −y/ŷ = −1.25；∂L/∂w 也漏了因子 a。";
        program: "The article's program" / "原文的程序";
        program_note: "Four samples, 3 hidden ReLU units, 1000 iterations over all four. As printed the program stops with an error: it takes the logarithm of ReLU outputs, divides by the number of inputs instead of samples and sums the bias gradient over the wrong axis. With a sigmoid output and binary cross-entropy it learns."
            / "四个样本，3 个 ReLU 隐藏单元，全批量训练 1000 次。原文程序无法运行：它对 ReLU 的输出取对数，除以输入数而不是样本数，偏置梯度也沿错误的轴求和。改用 sigmoid 输出和二元交叉熵即可学会。";
        mazur: "Mazur’s example, biases fixed" / "Mazur 的例子（偏置固定）";
        mazur_note: "The best known hand example. Its published loss after one update, 0.291027924, comes from an update that used the new output weights inside the same backward pass. With the old weights, as it should be, the loss is 0.291027774."
            / "最著名的手算例。其公布的一次更新后损失 0.291027924，是在同一次反向传播中误用了更新后的输出层权重；正确使用旧权重时损失为 0.291027774。";
        mazur_biases: "Mazur’s example, biases trained" / "Mazur 的例子（训练偏置）";
        mazur_biases_note: "The same network with its biases trained as well: a bias has a gradient too, δ itself."
            / "同一个网络，偏置也参与训练：偏置同样有梯度，就是 δ 本身。";
        xor: "XOR" / "异或 XOR";
        xor_note: "The smallest problem that no network without a hidden layer can solve."
            / "没有隐藏层的网络无法解决的最小问题。";
        circle: "Circle" / "圆环";
        circle_note: "One class inside, the other around it. In batches of 10: the page follows one sample and shows how its gradient joins the mean."
            / "一类在内，一类在外。每批 10 个样本：页面跟随其中一个样本，并显示它的梯度如何并入平均值。";
        exclusive_or: "Exclusive or, in the plane" / "平面上的异或";
        exclusive_or_note: "Opposite corners belong together."
            / "对角的两个象限属于同一类。";
        gaussian: "Two clouds" / "两团高斯云";
        gaussian_note: "Easy: a single straight line parts them."
            / "很容易：一条直线就能分开。";
        spiral: "Spiral" / "螺旋";
        spiral_note: "Two arms wound around each other: needs width, momentum and patience."
            / "两条互相缠绕的旋臂：需要更宽的网络、动量和耐心。";
        sine: "Regression: a sine" / "回归：正弦曲线";
        sine_note: "One input, one output: six bent lines add up to a curve."
            / "一个输入，一个输出：六条弯曲的线加起来就是一条曲线。";
        plane: "Regression: a plane" / "回归：平面";
        plane_note: "The target rises evenly from one corner to the other."
            / "目标值从一角到另一角均匀上升。";
        multi_gaussian: "Regression: peaks" / "回归：多个高斯峰";
        multi_gaussian_note: "Peaks and hollows, as a number to be predicted."
            / "要预测的数值有峰有谷。";
        deep: "Deep: six hidden layers" / "深层：六个隐藏层";
        deep_note: "2-8-8-8-8-8-8-1 with tanh. Watch how the gradients shrink on their way back."
            / "2-8-8-8-8-8-8-1，tanh。观察梯度在反向途中如何变小。";
    }
}
