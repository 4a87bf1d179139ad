//! What optimizers compute between a gradient and an update.

texts! {
    /// Names, sentences and notes of the operations before an update.
    OPTIMIZER: OptimizerTexts {
        penalized_gradient: "gradient of the {param} with the penalty" / "{param}加上惩罚项后的梯度";
        clipped_gradient: "clipped gradient of the {param}" / "{param}裁剪后的梯度";
        scaled_gradient: "scaled gradient of the {param}" / "{param}缩放后的梯度";
        decayed_gradient: "gradient of the {param} with weight decay" / "{param}加上权重衰减后的梯度";
        first_moment: "first moment of the {param}" / "{param}的一阶矩";
        second_moment: "second moment of the {param}" / "{param}的二阶矩";
        unbiased_first: "corrected first moment of the {param}" / "{param}校正后的一阶矩";
        unbiased_second: "corrected second moment of the {param}" / "{param}校正后的二阶矩";
        decayed_param: "decayed {param}" / "衰减后的{param}";
        squared_norm: "squared norm of the gradients of layer {layer}" / "第 {layer} 层梯度范数的平方";
        gradient_norm: "norm of all gradients" / "所有梯度的范数";
        base_rate: "base learning rate" / "基础学习率";
        iterations_before: "iterations done before" / "此前的迭代次数";
        schedule_iterations: "length of the schedule" / "调度长度";

        row_penalized_gradient: "with penalty, ∂J/∂w" / "加惩罚项，∂J/∂w";
        row_clipped_gradient: "clipped, g̃" / "裁剪后，g̃";
        row_scaled_gradient: "scaled by norm, ḡ" / "按范数缩放，ḡ";
        row_decayed_gradient: "with weight decay, ġ" / "加权重衰减，ġ";
        row_velocity: "velocity v" / "速度 v";
        row_first_moment: "1st moment m" / "一阶矩 m";
        row_second_moment: "2nd moment v" / "二阶矩 v";
        row_unbiased_first: "corrected, m̂" / "校正后，m̂";
        row_unbiased_second: "corrected, v̂" / "校正后，v̂";
        row_decayed_param: "decayed, w′" / "衰减后，w′";

        explain_penalized_gradient: "Penalty: pulls the {param} towards 0, added to its gradient"
            / "惩罚项：把{param}拉向 0，加到它的梯度上";
        explain_clipped_gradient: "Clipping: the gradient of the {param}, held between −c and c"
            / "裁剪：把{param}的梯度限制在 −c 与 c 之间";
        explain_scaled_gradient: "Clipping by norm: the gradient of the {param} shrinks like all others"
            / "按范数裁剪：{param}的梯度与其他梯度按同一比例缩小";
        explain_decayed_gradient: "Weight decay: a share of the {param} itself is added to its gradient"
            / "权重衰减：把{param}自身的一部分加到它的梯度上";
        explain_first_moment: "First moment of the {param}: a running mean of its gradients"
            / "{param}的一阶矩：梯度的滑动平均";
        explain_second_moment: "Second moment of the {param}: a running mean of its squared gradients"
            / "{param}的二阶矩：梯度平方的滑动平均";
        explain_sum_of_squares: "Sum of all squared gradients of the {param} so far; it only grows"
            / "{param}到目前为止所有梯度的平方之和，只增不减";
        explain_unbiased: "Bias correction at the {param}: the mean began at 0, which is made up for"
            / "{param}的偏差校正：滑动平均从 0 开始，这里加以弥补";
        explain_decayed_param: "Weight decay apart from the gradient: the {param} shrinks a little"
            / "与梯度分开的权重衰减：{param}略微缩小";
        explain_squared_norm: "Squared norm of layer {layer}: the squares of its gradients, added up"
            / "第 {layer} 层的范数平方：该层所有梯度的平方之和";
        explain_gradient_norm: "Norm of all gradients: the length of the gradient as one long arrow"
            / "所有梯度的范数：把全部梯度看作一个向量时它的长度";
        explain_learning_rate: "Learning rate of this iteration, from the schedule"
            / "由调度得出的本次迭代的学习率";
        explain_update_scaled: "Update of the {param}: against the gradient, divided by how large it tends to be"
            / "更新{param}：沿梯度的反方向，并除以梯度的通常大小";
        explain_update_adam: "Update of the {param}: against the mean gradient, divided by how large it tends to be"
            / "更新{param}：沿平均梯度的反方向，并除以梯度的通常大小";
        note_not_gradient: "The gradient is not the update: however small it is, the step can be as large as the learning rate."
            / "梯度不等于更新量：无论梯度多小，这一步都可以有学习率那么大。";

        stage_penalty: "Penalty" / "惩罚项";
        stage_schedule: "Learning rate" / "学习率";
        stage_clip: "Clipping" / "裁剪";

        default_rate: "PyTorch’s default for {optimizer} is {rate}."
            / "PyTorch 中 {optimizer} 的默认值是 {rate}。";
        schedule_length: "Length" / "长度";
        schedule_length_step: "Iterations N a step" / "每级迭代次数 N";
        schedule_length_other: "Iterations N" / "迭代次数 N";
        schedule_factor: "Factor γ" / "系数 γ";
        schedule_factor_step: "Factor γ of a step" / "每级系数 γ";
        schedule_factor_end: "Ends at this share γ" / "终点所占比例 γ";
        schedule_factor_start: "Starts at this share γ" / "起点所占比例 γ";
        schedule_factor_rise: "Share that rises γ" / "上升段所占比例 γ";
        schedule_picture: "The learning rate over {count} iterations: it starts at {first}, is {highest} at most and ends at {last}. In iteration {now} it is {rate}."
            / "{count} 次迭代中的学习率：从 {first} 开始，最高 {highest}，最后 {last}。第 {now} 次迭代时为 {rate}。";
    }
}
