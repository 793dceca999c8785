//! The browser's process: found, started with a profile of its own, and ended with all its children.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::process::{Child, Command};

use super::network::Way;
use super::pipe::Pipe;
use super::settings::BrowserSettings;

/// What is looked for on the PATH, in this order.
const NAMES: [&str; 5] = ["chrome-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
/// How long the removal of the profile waits for processes that are being killed, in steps of 10 ms.
const REMOVALS: u32 = 200;

/// No window, no first-run questions, no talk with anybody but the target, nothing that slows down tabs behind others.
const ARGUMENTS: [&str; 24] = [
    "--headless",
    "--remote-debugging-pipe",
    "--no-first-run",
    "--no-default-browser-check",
    "--no-pings",
    "--no-service-autorun",
    "--disable-background-networking",
    "--disable-background-timer-throttling",
    "--disable-backgrounding-occluded-windows",
    "--disable-renderer-backgrounding",
    "--disable-breakpad",
    "--disable-client-side-phishing-detection",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-dev-shm-usage",
    "--disable-domain-reliability",
    "--disable-extensions",
    "--disable-gpu",
    "--disable-sync",
    "--metrics-recording-only",
    "--mute-audio",
    "--password-store=basic",
    "--use-mock-keychain",
    // HttpsUpgrades would ask https:// for a redirect URI that is http://.
    "--disable-features=HttpsUpgrades,MediaRouter,OptimizationHints,Translate,DialMediaRouteProvider,AutofillServerCommunication",
];

/// A running browser; dropped, it is killed, and its profile removed.
pub(super) struct Process {
    pub(super) pipe: Pipe,
    child: Child,
    profile: Option<TempDir>,
}

impl Process {
    /// Starts the browser and waits until it answers.
    pub(super) async fn start(settings: &BrowserSettings, way: &Way) -> Result<Self, String> {
        let executable = find(settings.executable.as_deref(), std::env::var_os("PATH"))?;
        let shown = executable.display().to_string();
        let profile = tempfile::Builder::new()
            .prefix("tokenspec-browser-")
            .tempdir()
            .map_err(|error| format!("no folder for the browser's profile can be made: {error}"))?;
        let mut child = command(&executable, profile.path(), (settings, way))
            .spawn()
            .map_err(|error| format!("the browser {shown} could not be started: {error}"))?;
        let (Some(writer), Some(reader)) = (child.stdin.take(), child.stdout.take()) else {
            return Err("the browser has no pipes (a bug of tokenspec)".to_owned());
        };
        let process = Self { pipe: Pipe::new(reader, writer), child, profile: Some(profile) };
        let version: Value = process.pipe.call(None, "Browser.getVersion", json!({})).await.map_err(|error| {
            format!("{shown} was started and does not answer ({error}): is it Chromium 112 or newer, and does `{shown} --headless` run here?")
        })?;
        match version["product"].as_str() {
            Some(_) => Ok(process),
            None => Err(format!("{shown} does not speak the DevTools protocol: is it Chromium?")),
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        kill(&mut self.child);
        let Some(profile) = self.profile.take() else { return };
        // The killed processes may still be writing for a moment. What cannot be removed then stays in the temporary folder.
        let path = profile.keep();
        for _ in 0..REMOVALS {
            if std::fs::remove_dir_all(&path).is_ok() || !path.exists() {
                return;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
    }
}

/// The browser is to have its pipe as descriptors 3 and 4, which the shell does without unsafe code. The shell stays beside it and
/// removes the profile when the browser ends by itself because this process was killed.
fn command(executable: &Path, profile: &Path, (settings, way): (&BrowserSettings, &Way)) -> Command {
    const SCRIPT: &str = r#"profile=$1; shift; "$@" 3<&0 4>&1 </dev/null >/dev/null; rm -rf -- "$profile""#;
    let mut command = Command::new("/bin/sh");
    command.args(["-c", SCRIPT, "sh"]).arg(profile).arg(executable).args(ARGUMENTS);
    let mut data = OsString::from("--user-data-dir=");
    data.push(profile);
    command.arg(data);
    if is_root() {
        // Chromium's sandbox refuses to work for root, as which containers run; everybody else keeps it.
        command.arg("--no-sandbox");
    }
    command.args(&way.arguments).args(&settings.arguments).arg("about:blank");
    // Nothing of the user's own configuration, and nothing left behind there.
    command.env("HOME", profile).env_remove("XDG_CONFIG_HOME").env_remove("XDG_CACHE_HOME");
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).kill_on_drop(true);
    // A group of its own: ended as a whole, and not by the terminal's Ctrl-C, after which a run still finishes its report.
    #[cfg(unix)]
    command.process_group(0);
    command
}

/// The browser to start.
fn find(given: Option<&Path>, path: Option<OsString>) -> Result<PathBuf, String> {
    let folders: Vec<PathBuf> = path.map(|path| std::env::split_paths(&path).collect()).unwrap_or_default();
    let on_path = |name: &Path| folders.iter().map(|folder| folder.join(name)).find(|file| file.is_file());
    match given {
        Some(given) if given.components().count() > 1 => match given.is_file() {
            true => Ok(given.to_owned()),
            false => Err(format!("there is no browser {}: correct `executable` in [authorize]", given.display())),
        },
        Some(given) => on_path(given)
            .ok_or_else(|| format!("there is no browser {} on the PATH: correct `executable` in [authorize]", given.display())),
        None => NAMES.iter().find_map(|name| on_path(Path::new(name))).ok_or_else(|| {
            format!(
                "driver `browser` needs Chromium, and none of {} is on the PATH: install it (Debian: apt-get install chromium), or name it with `executable` in [authorize]",
                NAMES.join(", ")
            )
        }),
    }
}

#[cfg(unix)]
fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

#[cfg(not(unix))]
fn is_root() -> bool {
    false
}

/// Kills the whole group: renderers would otherwise outlive their parent for a moment, and write.
#[cfg(unix)]
fn kill(child: &mut Child) {
    use rustix::process::{Pid, Signal, kill_process_group};

    // A child that was waited for has no id any more; its group may have got another owner.
    let group = child.id().and_then(|id| i32::try_from(id).ok()).and_then(Pid::from_raw);
    if let Some(group) = group {
        // It may have ended meanwhile, which is as good.
        let _ = kill_process_group(group, Signal::KILL);
    }
}

#[cfg(not(unix))]
fn kill(child: &mut Child) {
    let _ = child.start_kill();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_that_is_not_there_is_told_with_what_to_do() {
        let folder = tempfile::tempdir().unwrap();
        let path = Some(folder.path().as_os_str().to_owned());
        let error = find(None, path.clone()).unwrap_err();
        assert!(error.contains("needs Chromium") && error.contains("apt-get install chromium"), "{error}");
        assert!(find(Some(Path::new("/no/such/browser")), path.clone()).unwrap_err().contains("correct `executable`"));
        assert!(find(Some(Path::new("browser")), path.clone()).unwrap_err().contains("on the PATH"));
        std::fs::write(folder.path().join("google-chrome"), "").unwrap();
        std::fs::write(folder.path().join("chromium"), "").unwrap();
        assert_eq!(find(None, path).unwrap(), folder.path().join("chromium"));
    }
}
