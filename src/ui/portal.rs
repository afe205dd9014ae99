//! Whether this Linux desktop can show a file dialog: through its portal, or through zenity.

/// True when a portal answers or can be started, or zenity is installed. May take a quarter of a second: call it on a thread.
pub(super) fn has_file_dialogs() -> bool {
    cfg!(not(target_os = "linux")) || has_portal() || has_zenity()
}

fn has_portal() -> bool {
    const PORTAL: &str = "org.freedesktop.portal.Desktop";
    let Ok(connection) = zbus::blocking::connection::Builder::session()
        .and_then(zbus::blocking::connection::Builder::build)
    else {
        return false;
    };
    let Ok(bus) = zbus::blocking::fdo::DBusProxy::new(&connection) else {
        return false;
    };
    let runs = zbus::names::BusName::try_from(PORTAL)
        .is_ok_and(|name| bus.name_has_owner(name).unwrap_or(false));
    runs || bus
        .list_activatable_names()
        .is_ok_and(|names| names.iter().any(|name| name.as_str() == PORTAL))
}

fn has_zenity() -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join("zenity").is_file())
}
