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
        not_finite: "not finite after iteration {iteration}"
            / "第 {iteration} 次迭代之后不是有限的数";
        no_positive_loss: "A logarithmic axis has no place for 0" / "对数坐标轴上没有 0 的位置";
        loss_summary: "Loss after {count} iterations: {value}" / "{count} 次迭代后的损失：{value}";
        test_summary: "on the test samples: {value}" / "测试样本上：{value}";
        train_points: "training" / "训练样本";
        test_points: "test" / "测试样本";
        watched_point: "watched" / "正在观察";
        target: "target" / "目标";
        target_value: "target {value}" / "目标 {value}";
        class: "class {n}" / "类别 {n}";
        output: "output" / "输出";
        surface_not_finite: "The output is not finite" / "输出不是有限的数";
        no_output_yet: "No output yet: it appears when the forward pass gets there"
            / "还没有输出：前向传播到达后才会出现";
        more_rows: "… {count} more" / "……另有 {count} 行";
        boundary_summary: "Output over both inputs, from {low} to {high}; training samples: {count}"
            / "两个输入上的输出，从 {low} 到 {high}；训练样本数：{count}";
        curve_summary: "Output over the input, from {low} to {high}; training samples: {count}"
            / "输入上的输出，从 {low} 到 {high}；训练样本数：{count}";
        row_summary: "{name}: output {output}, target {target}"
            / "{name}：输出 {output}，目标 {target}";
        row_summary_no_target: "{name}: output {output}" / "{name}：输出 {output}";
        clause_separator: "; " / "；";
    }
}
