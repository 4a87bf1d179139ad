//! Optimizers, schedules, penalties and clipping as settings of the page.

texts! {
    /// Labels of the page's fields for training.
    TRAINING: TrainingTexts {
        optimizer_sgd: "SGD" / "SGD";
        optimizer_adagrad: "Adagrad" / "Adagrad";
        optimizer_rmsprop: "RMSprop" / "RMSprop";
        optimizer_adam: "Adam" / "Adam";
        optimizer_adamw: "AdamW" / "AdamW";
        dampening: "Dampening τ" / "阻尼 τ";
        beta1: "β₁" / "β₁";
        beta2: "β₂" / "β₂";
        alpha: "Smoothing α" / "平滑 α";
        epsilon: "ε" / "ε";
        weight_decay: "Decay λ" / "衰减 λ";
        weight_decay_title: "Weight decay: with AdamW apart from the gradient, else a part of it"
            / "权重衰减：AdamW 中与梯度分开，其他优化器中是梯度的一部分";
        more_training: "Schedule, penalty, clipping" / "调度、惩罚与裁剪";
        schedule: "Schedule" / "学习率调度";
        schedule_constant: "constant" / "恒定";
        schedule_step: "step" / "阶梯";
        schedule_exponential: "exponential" / "指数";
        schedule_cosine: "cosine" / "余弦";
        schedule_warm_up: "warm-up" / "预热";
        schedule_one_cycle: "one cycle" / "单周期";
        l1: "L1 λ₁" / "L1 λ₁";
        l1_title: "L1 penalty: adds λ₁ times the sizes of all weights to what is minimized; many become 0"
            / "L1 惩罚：在最小化的目标中加上 λ₁ 乘以所有权重绝对值之和；许多权重会变为 0";
        l2: "L2 λ₂" / "L2 λ₂";
        l2_title: "L2 penalty: adds half λ₂ times the squares of all weights to what is minimized; weights stay small"
            / "L2 惩罚：在最小化的目标中加上 λ₂/2 乘以所有权重平方之和；权重保持较小";
        clip_value: "Clip |g|" / "裁剪 |g|";
        clip_value_title: "Clipping by value: each gradient is held between −c and c; 0 for no limit"
            / "按值裁剪：每个梯度限制在 −c 与 c 之间；0 表示不限制";
        clip_norm: "Clip ‖g‖" / "裁剪 ‖g‖";
        clip_norm_title: "Clipping by norm: where all gradients together are longer than c, all shrink alike; 0 for no limit"
            / "按范数裁剪：所有梯度合起来的范数超过 c 时，全部按同一比例缩小；0 表示不限制";
    }
}
