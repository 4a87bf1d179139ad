//! The gallery of worked examples: its words, and what stands beside published numbers.

texts! {
    /// The gallery of worked examples, where they come from, and why some numbers differ.
    GALLERY: GalleryTexts {
        data_sets: "Data to train on" / "用于训练的数据";
        troubles: "Trouble in training" / "训练中的问题";
        open: "Open" / "打开";
        open_example: "Open “{title}”" / "打开“{title}”";
        source: "Source: " / "出处：";
        number: "number" / "数字";
        published: "published" / "原文";
        ours: "here" / "本页";
        comparison: "comparison" / "比较";
        agrees: "the same" / "一致";
        differs: "differs" / "不同";
        nothing: "not computed here" / "这里不计算";
        agree: "{count} numbers agree" / "{count} 个数字一致";

        article_source: "The article that Backstep grew from (in Chinese)" / "Backstep 所源自的中文文章";
        article_sign: "The sign is missing: ∂L/∂ŷ = −y/ŷ = −1/0.8." / "漏了负号：∂L/∂ŷ = −y/ŷ = −1/0.8。";
        article_softmax: "It is ŷ − y, and only with softmax (or sigmoid) under the loss. Under ReLU, δ = −y/ŷ times the slope 1."
            / "应为 ŷ − y，而且只在损失之下是 softmax（或 sigmoid）时成立。这里是 ReLU，δ = −y/ŷ 乘以斜率 1。";
        article_factor: "The factor a₁ is missing: ∂L/∂w₄₁ = δ₄ a₁. Here δ₄ = 0 hides it; at the other output −1.25 becomes −0.625."
            / "漏了因子 a₁：∂L/∂w₄₁ = δ₄ a₁。这里 δ₄ = 0 掩盖了错误；在另一个输出处，−1.25 应为 −0.625。";
        article_slope: "ReLU’s slope is 1 where z > 0, not its value a. That of tanh is 1−tanh², not tanh·(1−tanh²)."
            / "z > 0 时 ReLU 的斜率是 1，而不是它的值 a。tanh 的斜率是 1−tanh²，不是 tanh·(1−tanh²)。";
        program_loss: "L at first" / "最初的 L";
        program_logarithm: "ln of a ReLU" / "对 ReLU 取对数";
        program_undefined: "ln 0 is infinite, and a ReLU puts out 0. A sigmoid with binary cross-entropy has no such place."
            / "ReLU 会输出 0，而 ln 0 是无穷大。改用 sigmoid 和二元交叉熵就没有这个问题。";
        program_divided: "divided by 2 inputs" / "除以输入数 2";
        program_samples: "The mean is over the 4 samples." / "应对 4 个样本取平均。";
        program_axis: "summed over units" / "对单元求和";
        program_units: "Each unit’s bias has a gradient of its own, the mean over the samples."
            / "每个单元的偏置各有自己的梯度，应对样本取平均。";
        program_last: "L after 1000 updates" / "更新 1000 次后的 L";
        program_stops: "stops with an error" / "报错停止";
        program_hidden: "How many hidden units there are is never said. With 3 it learns." / "从未给出隐藏单元的个数。取 3 个就能学会。";

        mazur_source: "M. Mazur, A Step by Step Backpropagation Example, 2015" / "M. Mazur，A Step by Step Backpropagation Example，2015";
        mazur_loss_1: "E after 1 update" / "更新 1 次后的 E";
        mazur_loss: "E after 10,000 updates" / "更新 10,000 次后的 E";
        mazur_output_1: "out o₁ after 10,000" / "更新 10,000 次后的 out o₁";
        mazur_output_2: "out o₂ after 10,000" / "更新 10,000 次后的 out o₂";
        mazur_new_weights: "It comes out when the new w₅ to w₈ are used for the update of w₁ to w₄, against his own text. With the weights that he prints it is ours."
            / "用新的 w₅ 到 w₈ 去更新 w₁ 到 w₄ 才会得到这个数，这与他的正文相违。用他自己列出的权重计算，得到的就是本页的数。";
        mazur_slip: "The two outputs printed beside it make 0.000035085: a 1 seems to have slipped in. Or it is the right loss after 9,999 updates, which has all of its digits."
            / "由旁边给出的两个输出算得 0.000035085，似乎多印了一个 1；也可能是正确算法在 9,999 次更新后的损失，它与之每一位都相同。";
        mazur_outputs: "The new weights again, 10,000 times." / "同样的错误重复了 10,000 次。";
        mazur_biases_move: "He leaves the biases as they are."
            / "他没有更新偏置。";

        cs231n_source: "Stanford CS231n, course notes: Backpropagation, Intuitions, 2015" / "斯坦福 CS231n 课程笔记：Backpropagation, Intuitions，2015";

        micrograd_source: "A. Karpathy, micrograd, README, 2020" / "A. Karpathy，micrograd，README，2020";
        micrograd_b: "b.grad, three places" / "b.grad，三处之和";
        micrograd_quotient: "g = e²/2 + 10/e² has a quotient, which no network and no loss here computes. From e on the gradients are those of g."
            / "g = e²/2 + 10/e² 含有除法，这里的网络和损失都算不出。从 e 往回，梯度与 g 的相同。";

        nielsen_source: "M. Nielsen, Neural Networks and Deep Learning, chapter 3, 2015" / "M. Nielsen，Neural Networks and Deep Learning，第 3 章，2015";
        nielsen_first: "output at first" / "最初的输出";
        nielsen_last: "output after 300 epochs" / "300 轮后的输出";
        nielsen_slope: "The animation takes ∂C/∂a = 1/(1 − a) for δ and leaves out the slope. In the text δ = a − y, and with that η = 0.005 comes only this far."
            / "动画把 ∂C/∂a = 1/(1 − a) 当作 δ，漏乘了斜率。正文中 δ = a − y，照此 η = 0.005 只能走到这里。";
    }
}
