//! What a textbook has a name for: activations, losses, initializers, networks, optimizers.
//!
//! Code uses words, labels and docs use Nielsen's letters. The to-index comes first, counting in
//! code starts at 0, on the page at 1.
//!
//! | code | letter | what it is |
//! |---|---|---|
//! | `layer` | l | 0 in code is the first layer with weights, written 1 on the page |
//! | `preactivation` | z | weighted sum of a unit's inputs plus its bias |
//! | `activation` | a | the activation function of z; the last layer's is also written ŷ |
//! | `weight[unit][input]` | w | from `input` to `unit`, shape `(out_features, in_features)` as in PyTorch |
//! | `bias[unit]` | b | |
//! | `grad_activation` | ∂L/∂a | gradient of the loss that arrives at a unit's output |
//! | `grad_preactivation` | δ | `grad_activation` times the slope of the activation function |
//! | `grad_weight`, `grad_bias` | ∂L/∂w, ∂L/∂b | |
//! | `scale`, `shift` | γ, β | what batch normalization multiplies by and adds |
//! | `velocity` | v | the optimizer's running mixture of gradients |
//! | `first_moment`, `second_moment` | m, v | running means of gradients and of their squares |
//! | `learning_rate` | η | |

mod activation;
mod hyperparameter;
mod init;
mod linear;
mod loss;
mod moments;
mod norm;
mod optimizer;
mod param;
mod penalty;
mod schedule;
mod term;

pub use activation::{Activation, softmax};
pub(crate) use activation::{LEAKY_SLOPE, highest};
pub use backstep_lanes::Linear;
pub use hyperparameter::Hyperparameter;
pub use init::Initializer;
pub use linear::Parameters;
pub use loss::Loss;
pub use moments::Moments;
pub use norm::Running;
pub use optimizer::{Adagrad, Adam, Optimizer, OptimizerKind, RmsProp, Sgd};
pub use param::{LayerShape, Param, Shape};
pub use penalty::{Clip, Penalty};
pub(crate) use penalty::{clamp, sign};
pub(crate) use schedule::Anneal;
pub use schedule::{Schedule, ScheduleKind};
pub use term::Term;
