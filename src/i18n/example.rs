//! Titles and notes of the experiments that ship with the page.

texts! {
    /// Titles and notes of the experiments that ship with the page.
    EXAMPLE: ExampleTexts {
        hand: "Hand example 2-3-2" / "手算例 2-3-2";
        hand_note: "x = (1, 2), target (0, 1). The article printed the outputs 0.5 and 0.8 without the weights; these weights give exactly them. It also printed the gradient of cross-entropy with the wrong sign: it is −y/ŷ = −1.25. And ∂L/∂w needs its factor a. Its outputs are ReLU, no probabilities: once ŷ₂ is above 1, this loss is below 0."
            / "x = (1, 2)，目标 (0, 1)。原文给出输出 0.5 和 0.8 却没有给出权重，这里的权重恰好得到它们。原文的交叉熵梯度符号写反了：应为 −y/ŷ = −1.25；∂L/∂w 也漏了因子 a。输出是 ReLU，不是概率：ŷ₂ 大于 1 后，这个损失就小于 0。";
        program: "The article's program" / "原文的程序";
        program_note: "Four samples, 3 hidden ReLU units, 1000 iterations over all four. As printed the program stops with an error: it takes the logarithm of ReLU outputs, divides by the number of inputs instead of samples and sums the bias gradient over the wrong axis. With a sigmoid output and binary cross-entropy it learns."
            / "四个样本，3 个 ReLU 隐藏单元，全批量训练 1000 次。原文程序无法运行：它对 ReLU 的输出取对数，除以输入数而不是样本数，偏置梯度也沿错误的轴求和。改用 sigmoid 输出和二元交叉熵即可学会。";
        mazur: "Mazur’s example, biases fixed" / "Mazur 的例子（偏置固定）";
        mazur_note: "The best known hand example. Its published loss after one update, 0.291027924, comes from an update that used the new output weights inside the same backward pass. With the old weights, as it should be, the loss is 0.291027774."
            / "最著名的手算例。其公布的一次更新后损失 0.291027924，是在同一次反向传播中误用了更新后的输出层权重；正确使用旧权重时损失为 0.291027774。";
        mazur_biases: "Mazur’s example, biases trained" / "Mazur 的例子（训练偏置）";
        mazur_biases_note: "The same network with its biases trained as well: a bias has a gradient too, δ itself."
            / "同一个网络，偏置也参与训练：偏置同样有梯度，就是 δ 本身。";
        cs231n_sum: "Circuit: (x + y) z" / "电路：(x + y) z";
        cs231n_sum_note: "CS231n’s first circuit at x = −2, y = 5, z = −4. Only weights get gradients, so the circuit’s inputs are weights here, and the network’s inputs are 1. The target is f − 1: then ∂L/∂f = 1, and every gradient is that of f itself."
            / "CS231n 的第一个电路，x = −2，y = 5，z = −4。只有权重才有梯度，所以电路的输入在这里是权重，网络的输入都是 1。目标取 f − 1，于是 ∂L/∂f = 1，每个梯度就是 f 本身的梯度。";
        cs231n_max: "Circuit: multiply, max, add" / "电路：乘、取最大、加";
        cs231n_max_note: "CS231n’s circuit 2 (x y + max(z, w)) at x = 3, y = −4, z = 2, w = −1. max(z, w) is z + relu(w − z), and that ReLU is off: z gets the whole gradient, w none. The other two ReLUs only pass on x and z, which are positive. Target f − 1, so that ∂L/∂f = 1."
            / "CS231n 的电路 2 (x y + max(z, w))，x = 3，y = −4，z = 2，w = −1。max(z, w) 写成 z + relu(w − z)，这个 ReLU 没有开启：梯度全部流向 z，w 得不到。另外两个 ReLU 只是传递正数 x 和 z。目标取 f − 1，使 ∂L/∂f = 1。";
        cs231n_neuron: "CS231n’s sigmoid neuron" / "CS231n 的 sigmoid 神经元";
        cs231n_neuron_note: "w = (2, −3) with the bias −3, and x = (−1, −2), which are weights here so that they have gradients too. Everything passes through one slope, 0.73 · (1 − 0.73) ≈ 0.20. Target f − 1, so that ∂L/∂f = 1."
            / "w = (2, −3)，偏置 −3；x = (−1, −2) 在这里也是权重，因此同样有梯度。所有梯度都要乘同一个斜率 0.73 · (1 − 0.73) ≈ 0.20。目标取 f − 1，使 ∂L/∂f = 1。";
        micrograd: "micrograd’s expression" / "micrograd 的表达式";
        micrograd_note: "The README’s expression at a = −4, b = 2, as far as a network goes: e = 3a + 4b + 3 − 12(ab + b³) − 4 relu(a + b) − relu(b − a). Layers multiply by weights only, so b is a weight in three places, and its gradients add up. The last lines, e²/2 + 10/e², are not among the losses here; the target makes ∂L/∂e what they make it, −6.9417."
            / "README 中的表达式，a = −4，b = 2，写到网络能表达为止：e = 3a + 4b + 3 − 12(ab + b³) − 4 relu(a + b) − relu(b − a)。层只会乘以权重，所以 b 作为权重出现三次，它的梯度是三处之和。最后的 e²/2 + 10/e² 不是这里有的损失，因此选取目标使 ∂L/∂e 与它相同，即 −6.9417。";
        nielsen_fast: "Nielsen’s neuron: a good start" / "Nielsen 的神经元：起点好";
        nielsen_fast_note: "One sigmoid neuron learns to turn 1 into 0, from w = 0.6 and b = 0.9. Play 300 iterations."
            / "一个 sigmoid 神经元学习把 1 变成 0，从 w = 0.6、b = 0.9 开始。播放 300 次迭代看看。";
        nielsen_slow: "Nielsen’s neuron: a bad start" / "Nielsen 的神经元：起点差";
        nielsen_slow_note: "The same neuron from w = b = 2. It is badly wrong and learns slowly all the same: δ is the error times the slope, and at z = 4 the sigmoid’s slope is 0.018."
            / "同一个神经元，从 w = b = 2 开始。它错得很厉害，却学得很慢：δ 是误差乘以斜率，而 sigmoid 在 z = 4 处的斜率只有 0.018。";
        nielsen_cross_entropy: "Nielsen’s neuron: cross-entropy" / "Nielsen 的神经元：交叉熵";
        nielsen_cross_entropy_note: "From the same bad start: with cross-entropy the slope cancels, and δ = ŷ − y = 0.98 at once. Nielsen’s η = 0.005 belongs to an animation that leaves the slope out; η = 0.05 gets as far as that in 300 iterations."
            / "起点同样差，但交叉熵消去了斜率，δ = ŷ − y 一开始就是 0.98。Nielsen 的 η = 0.005 来自一个漏乘斜率的动画；这里用 η = 0.05，300 次迭代就能达到同样的效果。";
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
        vanishing: "Vanishing gradients" / "梯度消失";
        vanishing_note: "Six sigmoid layers: each passes on at most a quarter of δ, so the first layer’s is some 50,000 times smaller than the output’s. Play 100 iterations, press D: the loss stays at ln 2. Then set the hidden layers to tanh."
            / "六层 sigmoid：每层最多只传回 δ 的四分之一，所以第一层的 δ 大约只有输出层的五万分之一。播放 100 次迭代，按 D：损失停在 ln 2。再把各隐藏层改成 tanh 试试。";
        exploding: "Exploding gradients" / "梯度爆炸";
        exploding_note: "Seven layers with weights drawn far too large: δ grows by about 2.8 a layer on its way back. Press D, then take whole iterations: within five the numbers overflow. Then start from Xavier instead of normal, with η 0.01."
            / "七层的初始权重都太大：δ 在反向途中每层放大约 2.8 倍。按 D，再一次次地做完整的迭代：不到五次，数值就溢出了。然后把 normal 换成 Xavier 初始化，η 设为 0.01 再试。";
        dying_relu: "Dying ReLUs" / "ReLU 失活";
        dying_relu_note: "Every unit is alive at first, but η = 2 throws weights so far that units fall to 0 for all samples and never come back: no gradient reaches them. Press D and play 50 iterations. Then reset with η = 0.3, or with leaky ReLU."
            / "开始时每个单元都是活的，但 η = 2 把权重推得太远，有的单元对所有样本都输出 0，再也回不来：梯度到不了它们。按 D，播放 50 次迭代。然后重置并设 η = 0.3，或改用 Leaky ReLU。";
        oscillating: "An oscillating loss" / "振荡的损失";
        oscillating_note: "All samples in every batch, so nothing is left to chance; yet with η = 3 each update jumps over the valley, and the next one back. Press D and play 100 iterations. Then set η to 0.5."
            / "每批都包含全部样本，没有任何随机；但 η = 3 时，每次更新都跳过谷底，下一次又跳回来。按 D，播放 100 次迭代。然后把 η 设为 0.5。";
        deep: "Deep: six hidden layers" / "深层：六个隐藏层";
        deep_note: "2-8-8-8-8-8-8-1 with tanh. Watch how the gradients shrink on their way back."
            / "2-8-8-8-8-8-8-1，tanh。观察梯度在反向途中如何变小。";
    }
}
