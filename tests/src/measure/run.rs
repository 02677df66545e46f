//! A program on one core: how long it took, and how much memory it held at most.

use std::fs::{File, read_to_string};
use std::io::Write;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// The core that sender and sink share.
const CORE: &str = "0";
/// No single run takes this long.
const PATIENCE: Duration = Duration::from_secs(240);
/// How often it is asked whether the program has ended: the error of the times.
const LOOK: Duration = Duration::from_millis(1);
/// How often memory is looked at. The kernel keeps the peak itself, so that only what grew
/// after the last look is missed.
const LOOK_AT_MEMORY: Duration = Duration::from_millis(20);

/// What a run gave.
#[derive(Debug, Clone)]
pub struct Ran {
    /// From before the start of the process to its end.
    pub seconds: f64,
    /// The most memory it held: VmHWM of proc(5), in MiB.
    pub peak_mib: f64,
    /// What it printed.
    pub stdout: String,
}

/// `program` on the core of the measurements.
pub fn pinned(program: impl AsRef<Path>) -> Command {
    let mut command = Command::new("taskset");
    command.args(["-c", CORE]).arg(program.as_ref());
    command
}

/// Runs a command to its end, which must be exit code 0. Its output goes through files in
/// `folder`, so that nobody has to read it meanwhile.
pub fn run(mut command: Command, folder: &Path) -> Ran {
    let (out, err) = (folder.join("stdout"), folder.join("stderr"));
    let file = |path| Stdio::from(File::create(path).expect("a file for what is printed"));
    command.stdin(Stdio::null()).stdout(file(&out)).stderr(file(&err));
    let begun = Instant::now();
    let mut child = command.spawn().expect("the program starts");
    let (ended, peak_mib) = wait(&mut child, begun);
    let seconds = begun.elapsed().as_secs_f64();
    let stdout = read_to_string(&out).expect("what was printed");
    if !ended {
        let stderr = read_to_string(&err).unwrap_or_default();
        panic!("{command:?} failed or took longer than {PATIENCE:?}:\n{stdout}\n{stderr}");
    }
    Ran { seconds, peak_mib, stdout }
}

/// Whether it ended well, and its memory in MiB.
fn wait(child: &mut Child, begun: Instant) -> (bool, f64) {
    let (mut peak, mut looked) = (0.0, begun);
    loop {
        if let Some(status) = child.try_wait().expect("a child to wait for") {
            return (status.success(), peak);
        }
        if begun.elapsed() > PATIENCE {
            let _ = child.kill();
            let _ = child.wait();
            return (false, peak);
        }
        if looked.elapsed() >= LOOK_AT_MEMORY {
            looked = Instant::now();
            peak = peak_mib(child.id()).unwrap_or(peak);
        }
        std::thread::sleep(LOOK);
    }
}

fn peak_mib(process: u32) -> Option<f64> {
    let status = read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kib: f64 = line.split_whitespace().next()?.parse().ok()?;
    Some(kib / 1024.0)
}

/// Seconds that a durable write of 4 KiB takes in this folder (median of 200): what a fence
/// costs at least.
pub fn fence_seconds(folder: &Path) -> f64 {
    let path = folder.join("fence");
    let mut file = File::create(&path).expect("a file");
    let times: Vec<f64> = (0..200)
        .map(|_| {
            let begun = Instant::now();
            file.write_all(&[7; 4096]).and_then(|()| file.sync_data()).expect("a durable write");
            begun.elapsed().as_secs_f64()
        })
        .collect();
    let _ = std::fs::remove_file(&path);
    super::median(&times)
}
