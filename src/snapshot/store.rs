//! The folder of the snapshots: `FOLDER/TARGET/suite/case/variant.snap`, and `.snap.new` for what waits for a decision.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use similar::TextDiff;
use thiserror::Error;

/// Bytes of a snapshot that are read.
const MOST: u64 = 4 << 20;
/// Lines of context in a difference.
const CONTEXT: usize = 3;

/// Why snapshots cannot be read or written.
#[derive(Debug, Error)]
pub enum SnapshotError {
    /// A file or folder.
    #[error("cannot {action} {}", path.display())]
    File {
        /// `read`, `write`, `remove`.
        action: &'static str,
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// A file that is no snapshot.
    #[error("{} is no snapshot: {why}", path.display())]
    Malformed {
        /// Which.
        path: PathBuf,
        /// What is wrong, and what to do.
        why: &'static str,
    },
    /// Another run has the folder.
    #[error("another run is using the snapshots of {}: wait for it, or name another --snapshot-dir", path.display())]
    InUse {
        /// The folder.
        path: PathBuf,
    },
}

/// A snapshot that waits for a decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pending {
    /// `target/suite/case/variant`.
    pub id: String,
    /// What was accepted so far, if anything.
    pub accepted: Option<String>,
    /// What came in the latest run.
    pub latest: String,
    path: PathBuf,
}

/// A folder of snapshots.
#[derive(Debug)]
pub struct Store {
    root: PathBuf,
    /// Held while it is open: two runs must not mix.
    _lock: Option<File>,
}

impl Store {
    /// The folder, for reading and writing. It is created when something is written.
    ///
    /// # Errors
    /// Another process has it, or it cannot be locked.
    pub fn open(root: &Path) -> Result<Self, SnapshotError> {
        if !root.exists() {
            return Ok(Self { root: root.to_owned(), _lock: None });
        }
        let path = root.join(".lock");
        // Not emptied: whoever made the folder may have made a link of it.
        let lock = File::options()
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(|source| SnapshotError::File { action: "write", path: path.clone(), source })?;
        match lock.try_lock() {
            Ok(()) => Ok(Self { root: root.to_owned(), _lock: Some(lock) }),
            Err(fs::TryLockError::WouldBlock) => Err(SnapshotError::InUse { path: root.to_owned() }),
            Err(fs::TryLockError::Error(source)) => Err(SnapshotError::File { action: "lock", path, source }),
        }
    }

    /// The same, created if it is not there.
    ///
    /// # Errors
    /// As [`Store::open`]; or it cannot be created.
    pub fn create(root: &Path) -> Result<Self, SnapshotError> {
        fs::create_dir_all(root).map_err(|source| SnapshotError::File { action: "create", path: root.to_owned(), source })?;
        Self::open(root)
    }

    /// The accepted snapshot of an id, without its head.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn accepted(&self, id: &str) -> Result<Option<String>, SnapshotError> {
        contents(&self.path(id, "snap"))
    }

    /// Accepts a text as the snapshot of an id.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn accept(&self, id: &str, title: &str, text: &str) -> Result<(), SnapshotError> {
        write(&self.path(id, "snap"), &whole(id, title, text))?;
        self.settle(id)
    }

    /// Leaves a text for a decision.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn propose(&self, id: &str, title: &str, text: &str) -> Result<(), SnapshotError> {
        write(&self.path(id, "snap.new"), &whole(id, title, text))
    }

    /// Forgets what waits for a decision, if anything.
    ///
    /// # Errors
    /// It cannot be removed.
    pub fn settle(&self, id: &str) -> Result<(), SnapshotError> {
        remove(&self.path(id, "snap.new"))
    }

    /// Removes a snapshot.
    ///
    /// # Errors
    /// It cannot be removed.
    pub fn remove(&self, id: &str) -> Result<(), SnapshotError> {
        remove(&self.path(id, "snap"))?;
        self.settle(id)
    }

    /// The ids of all accepted snapshots, sorted.
    ///
    /// # Errors
    /// A folder cannot be read.
    pub fn ids(&self) -> Result<Vec<String>, SnapshotError> {
        self.found(".snap")
    }

    /// Whether every accepted snapshot can be read: better known before a run than after it.
    ///
    /// # Errors
    /// The first that cannot.
    pub fn check(&self) -> Result<(), SnapshotError> {
        self.ids()?.iter().try_for_each(|id| self.accepted(id).map(drop))
    }

    /// What waits for a decision, sorted.
    ///
    /// # Errors
    /// A file cannot be read.
    pub fn pending(&self) -> Result<Vec<Pending>, SnapshotError> {
        let of_id = |id: String| {
            let path = self.path(&id, "snap.new");
            let latest = contents(&path)?.unwrap_or_default();
            Ok(Pending { accepted: self.accepted(&id)?, latest, path, id })
        };
        self.found(".snap.new")?.into_iter().map(of_id).collect()
    }

    /// Decides on what waits: it becomes the snapshot.
    ///
    /// # Errors
    /// It cannot be renamed.
    pub fn accept_pending(&self, pending: &Pending) -> Result<(), SnapshotError> {
        let accepted = self.path(&pending.id, "snap");
        fs::rename(&pending.path, &accepted).map_err(|source| SnapshotError::File { action: "write", path: accepted, source })
    }

    /// Where the snapshot of an id is. Each part of an id becomes one name that cannot lead elsewhere.
    fn path(&self, id: &str, extension: &str) -> PathBuf {
        let mut path = self.root.clone();
        path.extend(id.split('/').map(file_name));
        let mut name = path.file_name().unwrap_or_default().to_owned();
        name.push(".");
        name.push(extension);
        path.set_file_name(name);
        path
    }

    /// Ids of the files with this ending.
    fn found(&self, ending: &str) -> Result<Vec<String>, SnapshotError> {
        let mut ids = Vec::new();
        let mut folders = vec![(self.root.clone(), String::new())];
        while let Some((folder, prefix)) = folders.pop() {
            let failed = |source| SnapshotError::File { action: "read", path: folder.clone(), source };
            let entries = match fs::read_dir(&folder) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                entries => entries.map_err(failed)?,
            };
            for entry in entries {
                let entry = entry.map_err(failed)?;
                let name = entry.file_name().to_string_lossy().into_owned();
                // Links are not followed: what they lead to is not ours.
                if entry.file_type().map_err(failed)?.is_dir() {
                    folders.push((entry.path(), format!("{prefix}{}/", part(&name))));
                } else if let Some(name) = name.strip_suffix(ending) {
                    ids.push(format!("{prefix}{}", part(name)));
                }
            }
        }
        ids.sort();
        Ok(ids)
    }
}

/// The difference of two snapshots as unified lines; empty where there is none.
pub fn difference(accepted: &str, latest: &str) -> Vec<String> {
    let difference = TextDiff::from_lines(accepted, latest);
    let text = difference.unified_diff().context_radius(CONTEXT).to_string();
    text.lines().map(str::to_owned).collect()
}

/// Ids are kebab-case; anything else in a suite from strangers is escaped.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_');

fn file_name(part: &str) -> String {
    // No name is empty, and what decodes to nothing must encode to something.
    if part.is_empty() { "%".to_owned() } else { utf8_percent_encode(part, ESCAPED).to_string() }
}

fn part(file_name: &str) -> String {
    if file_name == "%" { String::new() } else { percent_decode_str(file_name).decode_utf8_lossy().into_owned() }
}

/// insta's head, then the text.
fn whole(id: &str, title: &str, text: &str) -> String {
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    let (_, case) = id.split_once('/').unwrap_or(("", id));
    format!("---\nsource: tokenspec\nexpression: {}\ndescription: {}\n---\n{text}", quoted(case), quoted(title))
}

/// A snapshot without its head.
fn contents(path: &Path) -> Result<Option<String>, SnapshotError> {
    let failed = |source| SnapshotError::File { action: "read", path: path.to_owned(), source };
    let malformed = |why| SnapshotError::Malformed { path: path.to_owned(), why };
    let file = match File::open(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        file => file.map_err(failed)?,
    };
    let mut text = String::new();
    io::Read::read_to_string(&mut io::Read::take(file, MOST), &mut text).map_err(failed)?;
    let text = text.replace("\r\n", "\n");
    let rest = text.strip_prefix("---\n").ok_or_else(|| malformed("it does not begin with `---`; remove it, and update"))?;
    let (_, body) =
        rest.split_once("\n---\n").ok_or_else(|| malformed("its head does not end with `---`; remove it, and update"))?;
    Ok(Some(body.to_owned()))
}

/// Through a temporary file, so that nobody ever reads half of it.
fn write(path: &Path, text: &str) -> Result<(), SnapshotError> {
    let failed = |source| SnapshotError::File { action: "write", path: path.to_owned(), source };
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(failed)?;
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(failed)?;
    file.write_all(text.as_bytes()).map_err(failed)?;
    readable(&file).map_err(failed)?;
    file.persist(path).map(drop).map_err(|error| failed(error.error))
}

/// Temporary files are for their owner alone; snapshots are for whoever may read the folder.
#[cfg(unix)]
fn readable(file: &tempfile::NamedTempFile) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    file.as_file().set_permissions(fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn readable(_: &tempfile::NamedTempFile) -> io::Result<()> {
    Ok(())
}

fn remove(path: &Path) -> Result<(), SnapshotError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(SnapshotError::File { action: "remove", path: path.to_owned(), source: error })
        }
        _ => Ok(()),
    }
}
