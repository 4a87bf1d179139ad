//! The sweep: runs from the same start that differ in one setting.

texts! {
    /// Words of the sweep.
    SWEEP: SweepTexts {
        given: "as given" / "给定的权重";
        present: "as on the page" / "当前页面的设置";
        best: "lowest loss" / "损失最低";
        idle: "One press trains the same start with each setting, all side by side."
            / "按一次，就从同一起点用每种设置各训练一遍，并排显示。";
        progress: "{share} % trained" / "已训练 {share} %";
        cancelled: "Stopped. Each curve goes as far as it was trained." / "已停止。每条曲线到训练停下处为止。";
        winner: "Lowest loss after {count} iterations: {loss}, with {setting}."
            / "{count} 次迭代后损失最低的是 {setting}：{loss}。";
        no_winner: "Every run diverged." / "所有运行都发散了。";
        diverged_one: "One of {of} diverged: {settings}." / "{of} 个中有 1 个发散：{settings}。";
        diverged: "{count} of {of} diverged: {settings}." / "{of} 个中有 {count} 个发散：{settings}。";
        loss: "loss {loss}" / "损失 {loss}";
        test: "test {loss}" / "测试 {loss}";
        take: "Go on with it" / "以它继续";
        take_title: "Go on with {setting}; undo brings back what was there" / "以 {setting} 继续；撤销可恢复原来的运行";
        take_label: "Go on with it: {setting}" / "以它继续：{setting}";
        keep: "Keep" / "保留";
        keep_title: "Keep {setting} as a run to compare" / "保留 {setting} 的运行以便比较";
        kept: "kept as {run}" / "已保留为 {run}";
        taken: "The page goes on with {setting}." / "页面以 {setting} 继续。";
    }
}
