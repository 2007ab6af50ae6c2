//! Copy-on-write file contents.
//!
//! A crash run makes tens of thousands of images that differ from each other by a few sectors.
//! Sharing the unchanged chunks is what makes an image cost microseconds instead of a full copy
//! of the database.

use std::sync::{Arc, LazyLock};

const CHUNK: usize = 4096;

static ZERO: LazyLock<Arc<[u8; CHUNK]>> = LazyLock::new(|| Arc::new([0; CHUNK]));

/// The bytes of one file. Cloning shares all chunks.
#[derive(Clone, Default)]
pub(crate) struct Blob {
    chunks: Vec<Arc<[u8; CHUNK]>>,
    len: usize,
}

impl Blob {
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    /// Copies bytes from `at` on into `out` and says how many there were.
    pub(crate) fn read_at(&self, at: usize, out: &mut [u8]) -> usize {
        let end = self.len.min(at + out.len());
        let mut pos = at;
        while pos < end {
            let (chunk, from) = (pos / CHUNK, pos % CHUNK);
            let n = (CHUNK - from).min(end - pos);
            out[pos - at..pos - at + n].copy_from_slice(&self.chunks[chunk][from..from + n]);
            pos += n;
        }
        pos.saturating_sub(at)
    }

    /// Writes `data` at `at`; a gap before it reads as zeros, as in a sparse file.
    pub(crate) fn write_at(&mut self, at: usize, data: &[u8]) {
        let end = at + data.len();
        if end > self.len {
            self.set_len(end);
        }
        let mut pos = at;
        while pos < end {
            let (chunk, to) = (pos / CHUNK, pos % CHUNK);
            let n = (CHUNK - to).min(end - pos);
            let source = &data[pos - at..pos - at + n];
            if n == CHUNK {
                // A whole chunk needs no copy of what it replaces.
                let mut whole = [0; CHUNK];
                whole.copy_from_slice(source);
                self.chunks[chunk] = Arc::new(whole);
            } else {
                Arc::make_mut(&mut self.chunks[chunk])[to..to + n].copy_from_slice(source);
            }
            pos += n;
        }
    }

    /// Truncates, or extends with zeros.
    pub(crate) fn set_len(&mut self, len: usize) {
        self.chunks.resize_with(len.div_ceil(CHUNK), || Arc::clone(&ZERO));
        // The cut-off tail must not come back when the file grows again.
        if len < self.len && !len.is_multiple_of(CHUNK) {
            let last = len / CHUNK;
            Arc::make_mut(&mut self.chunks[last])[len % CHUNK..].fill(0);
        }
        self.len = len;
    }
}
