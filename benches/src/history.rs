mod common; fn main() {}
