//! The diagnosis: what is wrong with a run, the numbers it is concluded from, and what to try.

texts! {
    /// Words of the diagnosis.
    DIAGNOSIS: DiagnosisTexts {
        waits: "Looking at the run …" / "正在查看这次运行……";
        nothing: "There is no sample to train on." / "没有可训练的样本。";
        well: "No sign of trouble." / "没有发现问题。";
        well_seen: "Looked at: gradients layer by layer and over time, units by {samples} training samples, updates beside their weights, the loss before and after {count} updates."
            / "已查看：各层及随时间变化的梯度、{samples} 个训练样本上的各单元、更新与权重之比、{count} 次更新前后的损失。";
        well_early: "Looked at: gradients layer by layer, units by {samples} training samples. Updates and the loss are judged after {least} iterations."
            / "已查看：各层的梯度、{samples} 个训练样本上的各单元。更新和损失要在 {least} 次迭代后才判断。";
        diverged: "Diverged" / "发散";
        diverged_why: "Iteration {iteration}: {cell} came out as {value}, the first number of the run that is not finite.{read}"
            / "第 {iteration} 次迭代：{cell}算出 {value}，这是本次运行中第一个不是有限数的值。{read}";
        diverged_from: "Among the numbers it read, {cell} was {number}."
            / "它读取的数中，{cell}为 {number}。";
        diverged_try: "Try a smaller learning rate, or smaller first weights." / "可以试试：减小学习率，或减小初始权重。";
        show_operation: "Show the operation" / "查看这次运算";
        vanishing: "Gradients vanish" / "梯度消失";
        vanishing_why: "δ in {layer} is {factor} times smaller than in {last}: the layers in front hardly learn."
            / "{layer}的 δ 只有{last}的 {factor} 分之一：靠前的层几乎学不到东西。";
        vanishing_try: "Try tanh or ReLU in place of the sigmoid, fewer layers, or larger first weights."
            / "可以试试：用 tanh 或 ReLU 代替 sigmoid、减少层数，或加大初始权重。";
        exploding: "Gradients explode" / "梯度爆炸";
        exploding_why: "δ in {layer} is {factor} times as large as in {last}: it grows on its way back."
            / "{layer}的 δ 是{last}的 {factor} 倍：它在反向途中不断变大。";
        exploding_try: "Try the Xavier or Kaiming initializer, fewer layers, or a smaller learning rate."
            / "可以试试：Xavier 或 Kaiming 初始化、减少层数，或减小学习率。";
        growing: "Gradients grow without end" / "梯度不断增大";
        growing_why: "The largest δ is {factor} times what it was in the first iteration."
            / "最大的 δ 是第一次迭代时的 {factor} 倍。";
        growing_try: "Try a smaller learning rate: each update makes the next one larger."
            / "可以试试减小学习率：每次更新都让下一次更大。";
        dead: "Dead ReLU units" / "ReLU 单元失活";
        dead_why: "{layer}: {count} of {of} put out 0 for each of {samples} training samples, so that no gradient reaches their weights."
            / "{layer}：{of} 个中有 {count} 个对全部 {samples} 个训练样本都输出 0，梯度到不了它们的权重。";
        dead_try: "Try a smaller learning rate, leaky ReLU, or another seed." / "可以试试：减小学习率、改用 Leaky ReLU，或换一个种子。";
        saturated: "Saturated units" / "单元饱和";
        saturated_why: "{layer}: {count} of {of} have less than a tenth of their steepest slope at {share} or more of {samples} training samples."
            / "{layer}：{of} 个中有 {count} 个在 {samples} 个训练样本的 {share} 以上，斜率不到最陡处的十分之一。";
        saturated_try: "Try smaller first weights, ReLU, or a smaller learning rate; for an output, a loss of cross-entropy."
            / "可以试试：减小初始权重、改用 ReLU、减小学习率；若是输出层，可改用交叉熵损失。";
        overshoot: "Updates larger than their weights" / "更新大于权重本身";
        overshoot_why: "Iteration {iteration} changed the {param}, {weight}, by {update}; so it went in {often} of {of} iterations looked at."
            / "第 {iteration} 次迭代把{param}（{weight}）改变了 {update}；查看的 {of} 次迭代中有 {often} 次如此。";
        overshoot_try: "Try a smaller learning rate: updates of about a thousandth of the weights are usual."
            / "可以试试减小学习率：更新通常约为权重的千分之一。";
        oscillating: "The loss oscillates" / "损失振荡";
        oscillating_why: "In {rises} of {of} iterations looked at, the update raised the loss of the very batch it came from, by about {by}."
            / "查看的 {of} 次迭代中，有 {rises} 次更新反而使算出它的那一批样本的损失上升，约 {by}。";
        oscillating_try: "Try a smaller learning rate, or less momentum." / "可以试试：减小学习率或动量。";
        with_symbols: "{cell} ({symbols})" / "{cell}（{symbols}）";
        chart_activations: "Activations a" / "激活值 a";
        chart_gradients: "Gradients δ = ∂L/∂z" / "梯度 δ = ∂L/∂z";
        chart_updates: "Updates Δw, as a share of w" / "更新 Δw 与 w 之比";
        chart_units: "Dead or saturated units" / "失活或饱和的单元";
        level: "as large as the weights" / "与权重一样大";
        iteration: "iteration" / "迭代";
        summary: "Lines over the iterations, one a layer: sizes of activations, gradients and updates, and the share of dead or saturated units. The table below holds their numbers for iteration {iteration}."
            / "每层一条随迭代变化的曲线：激活值、梯度和更新的大小，以及失活或饱和单元的比例。下面的表给出第 {iteration} 次迭代的数值。";
        select: "Select {what}" / "选中 {what}";
        more_units: "and {count} more" / "另有 {count} 个";
    }
}
