//! Calls by number: what crosses the border of the languages with one native function.

use crate::model::{Method, Object, Surface};

/// Every call and its number, which is its place in the table.
pub(crate) struct Calls<'a> {
    pub(crate) all: Vec<(&'a Object, &'a Method, bool)>,
    /// The commands: a value of one knows its number.
    pub(crate) commands: Vec<(&'a Object, &'a Method)>,
}

impl<'a> Calls<'a> {
    pub(crate) fn new(surface: &'a Surface) -> Self {
        let mut all = Vec::new();
        for object in surface.objects.values() {
            all.extend(object.constructors.iter().map(|method| (object, method, true)));
            all.extend(object.methods.iter().map(|method| (object, method, false)));
        }
        let commands = all
            .iter()
            .filter(|(_, method, _)| method.is_command())
            .map(|(object, method, _)| (*object, *method))
            .collect();
        Self { all, commands }
    }

    pub(crate) fn number(&self, object: &Object, method: &Method) -> Option<usize> {
        self.all
            .iter()
            .position(|(other, found, _)| other.name == object.name && found.name == method.name)
    }
}
