//! Starts the page.

fn main() {
    #[cfg(target_arch = "wasm32")]
    backstep::web::start();
}
