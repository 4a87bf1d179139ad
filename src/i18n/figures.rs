//! Words in the charts.

texts! {
    /// Labels and legends of the charts, and what is said when there is nothing to draw yet.
    FIGURES: FiguresTexts {
        loss: "loss" / "损失";
        iteration: "iteration" / "迭代次数";
        train: "train" / "训练";
        test: "test" / "测试";
        no_loss_yet: "No loss yet: it appears when the first forward pass is done"
            / "还没有损失：第一次前向传播完成后才会出现";
        not_finite: "not finite from iteration {iteration}"
            / "从第 {iteration} 次迭代起不再是有限的数";
        no_positive_loss: "A logarithmic axis has no place for 0" / "对数坐标轴上没有 0 的位置";
        loss_summary: "Loss after {count} iterations: {value}" / "{count} 次迭代后的损失：{value}";
        test_summary: "on the test samples: {value}" / "测试样本上：{value}";
        clause_separator: "; " / "；";
    }
}
