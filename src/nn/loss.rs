//! Loss functions and their gradients.

/// How far the outputs ŷ are from the targets y, of m outputs, averaged over the batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Loss {
    /// L = ½ Σ (ŷ - y)²
    HalfSquaredError,
    /// L = 1/m Σ (ŷ - y)²
    MeanSquaredError,
    /// L = -1/m Σ (y ln ŷ + (1 - y) ln (1 - ŷ))
    BinaryCrossEntropy,
    /// L = -Σ y ln ŷ
    CrossEntropy,
}

impl Loss {
    /// Every loss, in the order the page lists them.
    pub const ALL: [Self; 4] = [
        Self::HalfSquaredError,
        Self::MeanSquaredError,
        Self::BinaryCrossEntropy,
        Self::CrossEntropy,
    ];

    /// The name in documents.
    pub fn name(self) -> &'static str {
        match self {
            Self::HalfSquaredError => "half_squared_error",
            Self::MeanSquaredError => "mean_squared_error",
            Self::BinaryCrossEntropy => "binary_cross_entropy",
            Self::CrossEntropy => "cross_entropy",
        }
    }

    /// The loss of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|loss| loss.name() == name)
    }
}
