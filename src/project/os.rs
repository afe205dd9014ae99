//! The few things that differ between systems, and the clock: the only file of the folder with calls that one system has and another lacks.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use crate::model::Moment;

/// The time now.
pub(super) fn now() -> Moment {
    moment_of(SystemTime::now())
}

/// A time of the system as a moment.
pub(super) fn moment_of(time: SystemTime) -> Moment {
    let since = time.duration_since(UNIX_EPOCH);
    Moment(since.map_or(0, |since| since.as_secs() as i64))
}

/// Makes renames and new files in `folder` survive a loss of power. Systems other than Unix do so by themselves or not at all.
pub(super) fn sync_folder(folder: &Path) -> io::Result<()> {
    #[cfg(unix)]
    {
        File::open(folder)?.sync_all()
    }
    #[cfg(not(unix))]
    {
        let _: &Path = folder;
        Ok(())
    }
}

/// Whether `folder` is marked as one in which nothing may be made, also for a user whom the system would let through.
pub(super) fn is_folder_read_only(folder: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        folder
            .metadata()
            .is_ok_and(|metadata| metadata.permissions().mode() & 0o222 == 0)
    }
    #[cfg(not(unix))]
    {
        // The mark of a folder means something else elsewhere; writing will tell.
        let _: &Path = folder;
        false
    }
}

/// A temporary file in `folder` with the permissions that a new file gets there, not the narrower ones of temporary files.
pub(super) fn new_temporary(folder: &Path, name: &str) -> io::Result<tempfile::NamedTempFile> {
    let prefix = temporary_prefix(name);
    let mut builder = tempfile::Builder::new();
    builder.prefix(&prefix).suffix(".tmp");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    builder.tempfile_in(folder)
}

/// What the names of temporary files for the file `name` begin with.
pub(super) fn temporary_prefix(name: &str) -> String {
    format!(".{name}.")
}

/// Whether `file` is still what `path` names; a lock on a file that was removed meanwhile keeps nobody out.
pub(super) fn is_same_file(file: &File, path: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;
        match (file.metadata(), path.metadata()) {
            (Ok(open), Ok(named)) => open.dev() == named.dev() && open.ino() == named.ino(),
            _ => false,
        }
    }
    #[cfg(not(unix))]
    {
        let _: &File = file;
        path.exists()
    }
}

/// The name of this computer, empty where the system does not tell.
pub(super) fn host_name() -> String {
    ["/proc/sys/kernel/hostname", "/etc/hostname"]
        .into_iter()
        .find_map(|path| std::fs::read_to_string(path).ok())
        .or_else(|| std::env::var("COMPUTERNAME").ok())
        .or_else(|| std::env::var("HOSTNAME").ok())
        .map(|name| name.trim().to_owned())
        .unwrap_or_default()
}

/// Where the file of `path` really lies: links followed, so that the link itself is never replaced and two ways to one file share its lock.
pub(super) fn real_path(path: &Path) -> io::Result<PathBuf> {
    if let Ok(real) = path.canonicalize() {
        return Ok(real);
    }
    // Not there yet, or a link to nothing: follow what can be followed.
    let path = match path.read_link() {
        Ok(target) => path.parent().unwrap_or(Path::new("")).join(target),
        Err(_) => path.to_owned(),
    };
    let path = std::path::absolute(path)?;
    Ok(
        match (path.parent().map(Path::canonicalize), path.file_name()) {
            (Some(Ok(folder)), Some(name)) => folder.join(name),
            _ => path,
        },
    )
}
