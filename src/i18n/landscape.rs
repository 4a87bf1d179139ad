//! The loss landscape.

texts! {
    /// Words of the loss landscape.
    LANDSCAPE: LandscapeTexts {
        loss: "loss" / "损失";
        here: "now" / "现在";
        next: "where this update lands" / "这次更新的落点";
        slope: "slope by the gradients" / "梯度给出的斜率";
        path: "path of the run" / "运行的轨迹";
        path_loss: "the run: its weight, its loss" / "运行：当时的权重与损失";
        start: "its start" / "起点";
        nothing_finite: "No loss here is a finite number" / "这里没有一个损失是有限的数";
        axis_update: "times the step of this update" / "这次更新步长的倍数";
        axis_random: "random direction {n}, filter-normalized" / "随机方向 {n}（按滤波器归一化）";
        axis_path: "main direction {n} of the path, {share} % of its spread"
            / "轨迹的主方向 {n}，占其变化的 {share} %";
        no_samples: "There is no sample to take a loss from." / "没有样本，无法计算损失。";
        no_path: "The run has no path yet: train three iterations, then look again."
            / "运行还没有轨迹：先训练三次迭代再来看。";
        progress: "{share} % computed" / "已计算 {share} %";
        stopped: "Stopped. Nothing of it is shown that is not computed." / "已停止。没有算出的部分不显示。";
        not_here: "Where the run stands, the loss is not a finite number." / "运行当前位置的损失不是有限的数。";
        falls_then_rises: "Along this update the loss falls from {here} to {low} at {best} times its step, then rises. From {wall} times on, a step is worse than none."
            / "沿这次更新的方向，损失从 {here} 降到 {low}（步长的 {best} 倍处），然后上升。步长到 {wall} 倍以上，还不如不走。";
        falls: "Along this update the loss falls from {here} to {low} at {best} times its step, and is nowhere worse as far as this goes."
            / "沿这次更新的方向，损失从 {here} 降到 {low}（步长的 {best} 倍处），在所示范围内都不比现在差。";
        only_rises: "Along this update the loss only rises from {here}: it leads uphill."
            / "沿这次更新的方向，损失从 {here} 起只升不降：方向是上坡。";
        lands_better: "This update lands at {landing}." / "这次更新落在 {landing}。";
        lands_worse: "This update lands at {landing}, worse than none: the learning rate is too large here."
            / "这次更新落在 {landing}，还不如不更新：学习率在这里太大了。";
        one_weight: "{name}: with all else held, the loss goes down to {low} at {best} and up to {high}. Now it is {value}, and the loss {here}."
            / "{name}：其余都不变时，损失最低为 {low}（在 {best} 处），最高为 {high}。现在它是 {value}，损失为 {here}。";
        others_move: "The update moves the other parameters too, so where it lands need not lie on this curve."
            / "更新也会移动其他参数，因此更新后的位置不一定在这条曲线上。";
        surface: "The loss goes from {low} at ({x}, {y}) up to {high}. The run stands at ({here_x}, {here_y}) with {here}."
            / "损失从 ({x}, {y}) 处的 {low} 到最高 {high}。运行当前在 ({here_x}, {here_y})，损失 {here}。";
        came: "Its path of {count} iterations began at ({x}, {y})." / "它的轨迹共 {count} 次迭代，始于 ({x}, {y})。";
        came_one: "Its path of one iteration began at ({x}, {y})." / "它的轨迹为 1 次迭代，始于 ({x}, {y})。";
        running_norm: "These losses are the tested network’s: batch normalization takes its running statistics."
            / "这些损失属于测试时的网络：批归一化使用滑动统计量。";
        no_dropout: "Nothing is dropped for these losses, as in testing." / "计算这些损失时不丢弃单元，与测试时相同。";
        gaps: "Where there is no colour, the loss is no finite number." / "没有颜色的地方，损失不是有限的数。";
        held: "These two directions hold {share} % of its squared distance from there; the rest leads out of the picture."
            / "这两个方向只占到起点距离平方的 {share} %，其余在图外的方向上。";
        place: "iterations done: {count}" / "已完成 {count} 次迭代";
        read_one: "At {x}: loss {loss}" / "在 {x} 处：损失 {loss}";
        read_two: "At ({x}, {y}): loss {loss}" / "在 ({x}, {y}) 处：损失 {loss}";
        read_none: "Point at the picture, or move with the arrow keys, to read a loss."
            / "指向图中一处，或用方向键移动，即可读出损失。";
        all_changed: "All {count} parameters are set to this point." / "全部 {count} 个参数已设为这一点。";
        changed: "{name} is {value} now." / "{name} 现在是 {value}。";
    }
}
