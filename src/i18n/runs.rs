//! Runs that are kept and compared, and sweeps.

texts! {
    /// Words of the list of runs.
    RUNS: RunsTexts {
        forked: "Run {kept} is kept as it is; the page goes on with run {own}."
            / "运行 {kept} 原样保留；页面以运行 {own} 继续。";
        swapped: "The page goes on with run {run}." / "页面以运行 {run} 继续。";
        removed: "Run {run} is kept no longer." / "运行 {run} 已不再保留。";
        full: "{count} runs are kept beside this one, and no more can be: remove one to fork again."
            / "除当前运行外已保留 {count} 个，不能再多：移除一个后才能再分叉。";
        run: "Run {run}" / "运行 {run}";
        own: "on the page" / "当前页面";
        same: "the same so far" / "目前相同";
        same_own: "change something: the runs part from there" / "改动任一设置，运行即从此分开";
        show: "Show run {run}" / "显示运行 {run}";
        hide: "Hide run {run}" / "隐藏运行 {run}";
        swap: "Go on with run {run}" / "以运行 {run} 继续";
        remove: "Remove run {run}" / "移除运行 {run}";
        loss_at: "{loss} after {count}" / "第 {count} 次后 {loss}";
        loss_title: "Loss after {count} iterations: {loss}" / "{count} 次迭代后的损失：{loss}";
        diverged: "diverged in {iteration}" / "第 {iteration} 次发散";
        diverged_why: "Diverged in iteration {iteration}: {cell} became {value}"
            / "第 {iteration} 次迭代发散：{cell} 变为 {value}";
        beside_more: "{count} more are shown in the chart; hide some to see others here."
            / "图表中还显示了另外 {count} 个；隐藏一些即可在这里看到其他的。";
        after: "after {count} iterations" / "{count} 次迭代后";
        and: ", " / "，";
        set_to: "{what} {value}" / "{what} {value}";
        from: "{what} from iteration {iteration}" / "第 {iteration} 次迭代起 {what}";
        more_differences: "{count} more" / "另有 {count} 项";
        given: "the weights given" / "给定的权重";
        own_samples: "samples of its own" / "自带样本";
        samples: "samples" / "样本";
        noise: "noise" / "噪声";
        train_fraction: "to train" / "训练占";
        network: "network" / "网络";
        start: "from" / "初始";
        seed: "seed" / "种子";
    }
}
