//! What is wrong with an input, and where.

texts! {
    /// Messages about invalid input. `{field}` is the place of it, in documents a path such as
    /// `network.layers[0].units`.
    PROBLEM: ProblemTexts {
        at: "{field}: {problem}" / "{field}：{problem}";
        not_json: "This is not a JSON document: {detail} (line {line}, column {column})."
            / "这不是 JSON 文档：第 {line} 行第 {column} 列，{detail}。";
        not_a_scenario: "This is a JSON document, but not a Backstep scenario: it has no \"format\": \"backstep-scenario\"."
            / "这是 JSON 文档，但不是 Backstep 场景：缺少 \"format\": \"backstep-scenario\"。";
        version: "this scenario has version {found}; this page reads version {known}"
            / "该场景的版本是 {found}，本页面只能读取版本 {known}";
        missing: "is missing" / "缺失";
        unknown_field: "is not a field that this page knows" / "不是本页面认识的字段";
        expected_number: "must be a number, but is {found}" / "必须是数字，现在是 {found}";
        expected_integer: "must be a whole number, but is {found}" / "必须是整数，现在是 {found}";
        expected_text: "must be a text, but is {found}" / "必须是文本，现在是 {found}";
        expected_flag: "must be true or false, but is {found}" / "必须是 true 或 false，现在是 {found}";
        expected_list: "must be a list, but is {found}" / "必须是列表，现在是 {found}";
        expected_object: "must be an object, but is {found}" / "必须是对象，现在是 {found}";
        out_of_range: "must lie between {low} and {high}, but is {found}"
            / "必须在 {low} 与 {high} 之间，现在是 {found}";
        not_one_of: "must be one of {allowed}, but is {found}"
            / "必须是 {allowed} 之一，现在是 {found}";
        wrong_length: "must have {expected} entries, but has {found}"
            / "必须有 {expected} 项，现在有 {found} 项";
        softmax_hidden: "softmax works on the output layer only" / "softmax 只能用于输出层";
        too_large: "the network would have {found} weights and biases; at most {limit} can be shown"
            / "该网络将有 {found} 个权重和偏置，最多只能显示 {limit} 个";
        target_range: "with this loss a target must lie between {low} and {high}, but there is one of {found}"
            / "使用该损失函数时目标值必须在 {low} 与 {high} 之间，但有一个是 {found}";
        no_such_place: "does not exist in this network or data" / "在当前网络或数据中不存在";
        beyond_end: "lies past the end of the iteration, which has {limit} operations"
            / "超出了本次迭代的范围：一次迭代共有 {limit} 步运算";
    }
}
