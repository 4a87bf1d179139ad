//! The words in the pictures of networks and data.

texts! {
    /// The words in the pictures of networks and data.
    PICTURE: PictureTexts {
        input: "Input" / "输入";
        hidden: "Hidden {n}" / "隐藏层 {n}";
        output: "Output" / "输出";
        input_short: "In" / "入";
        hidden_short: "H{n}" / "隐{n}";
        output_short: "Out" / "出";
        unit: "unit {n}" / "单元 {n}";
        loss: "loss" / "损失";
        loss_sample: "this sample" / "此样本";
        loss_batch: "batch mean" / "批均值";
        target: "target" / "目标";
        weight_positive: "weight +" / "权重 +";
        weight_negative: "weight −" / "权重 −";
        gradient_positive: "gradient +" / "梯度 +";
        gradient_negative: "gradient −" / "梯度 −";
        not_computed: "not computed yet" / "尚未计算";
        audit_good: "gradient agrees" / "梯度一致";
        audit_bad: "gradient differs" / "梯度不同";
        audit_open: "cannot be told" / "无法判断";
        audit_waits: "not checked yet" / "尚未检查";
        lit: "in this step" / "本步涉及";
        not_computed_short: "empty" / "未算";
        lit_short: "now" / "本步";
        strongest: "strongest weights only: {shown} of {all}" / "只画最强的权重：{all} 个中的 {shown} 个";
        gradients_sample: "gradients: this sample" / "梯度：此样本";
        gradients_mean: "gradients: batch mean" / "梯度：批均值";
        gradient_sample: "gradient, this sample" / "梯度（此样本）";
        gradient_mean: "gradient, batch mean" / "梯度（批均值）";
        weighted_sum: "weighted sum z" / "加权和 z";
        dead: "dead" / "失活";
        saturated: "saturated" / "饱和";
        dead_long: "dead: 0 for every sample" / "失活：对所有样本输出 0";
        saturated_long: "saturated: slope nearly 0" / "饱和：斜率几乎为 0";
        flat: "slope nearly 0" / "斜率几乎为 0";
        flat_share: "at {share} of samples" / "{share} 的样本";
        ailing: "{word}, at {share} of samples" / "{word}，{share} 的样本";
        activation: "activation a" / "激活值 a";
    }
}
