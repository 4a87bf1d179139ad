//! Equations in words, for those who hear the page, and the little text inside equations.

texts! {
    /// Words of a formula. Each stands between two spaces in English and none in Chinese.
    SPOKEN: SpokenTexts {
        equals: "{left} equals {right}" / "{left}等于{right}";
        becomes: "{left} becomes {right}" / "{left}变为{right}";
        then_equals: "equals {right}" / "等于{right}";
        in_numbers: "in numbers: {right}" / "代入数值：{right}";
        result: "result: {right}" / "结果：{right}";
        clause_separator: "; " / "；";
        sentence_end: "." / "。";
        sum: "{left} plus {right}" / "{left}加{right}";
        difference: "{left} minus {right}" / "{left}减{right}";
        product: "{left} times {right}" / "{left}乘以{right}";
        quotient: "{left} divided by {right}" / "{left}除以{right}";
        negative: "minus {inner}" / "负{inner}";
        bracketed: "({inner})" / "（{inner}）";
        square: "{inner} squared" / "{inner}的平方";
        power: "{inner} to the power {exponent}" / "{inner}的 {exponent} 次方";
        floor: "the whole part of {inner}" / "{inner}的整数部分";
        root: "the square root of {inner}" / "{inner}的平方根";
        sign: "the sign of {inner}" / "{inner}的符号";
        clamp: "{left} held between minus and plus {right}" / "{left}限制在正负{right}之间";
        cosine_of_pi: "the cosine of pi times {inner}" / "π 乘以{inner}的余弦";
        exponential: "e to the power {inner}" / "e 的{inner}次方";
        logarithm: "the logarithm of {inner}" / "{inner}的自然对数";
        function: "{function} of {inner}" / "{function}（{inner}）";
        slope: "the slope of {function} at {inner}" / "{function} 在{inner}处的斜率";
        of_sample: "{inner} in sample {sample}" / "样本 {sample} 中{inner}";
        more_terms: "{count} more" / "另 {count} 项";
        mean: "the mean over the {count} samples of {inner}" / "{inner}在 {count} 个样本上的平均值";
        fewer_terms: "fewer" / "收起";
        show_fewer_terms: "Show fewer terms" / "显示较少的项";
        show_all_terms: "{count} more terms: show all" / "另有 {count} 项：全部显示";
    }
}
