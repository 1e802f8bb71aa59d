# Licensed under the Apache License, Version 2.0; see the LICENSE file.
"""What the Ray Data jobs share: a Ray of their own, the clocks, and the end of every process that they started.

A job prints one line, which `pelton bench` reads:

    pelton-bench-sample SECONDS START_SECONDS UNITS CPU_SECONDS 0

SECONDS run from just before Ray starts to the end of the job, START_SECONDS from the start of the process to there, and
CPU_SECONDS are those of this process and all that it started. Where the start of the process counts, SECONDS run from
there and START_SECONDS are 0. Peak memory is for the caller to watch, hence 0.
"""

import contextlib
import glob
import os
import shutil
import signal
import sys
import tempfile
import time

# Before Ray, ONNX Runtime and tokenizers are imported, here and in the workers, which inherit it.
os.environ.update(
    RAY_USAGE_STATS_ENABLED="0",
    RAY_DATA_DISABLE_PROGRESS_BARS="1",
    ORT_DISABLE_TELEMETRY="1",
    HF_HUB_DISABLE_TELEMETRY="1",
    HF_HUB_OFFLINE="1",
    DO_NOT_TRACK="1",
    TOKENIZERS_PARALLELISM="false",
)

MARK = "pelton-bench-sample"
TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")
OBJECT_STORE_BYTES = 2 << 30
ENDING_SECONDS = 10


def cores():
    """The processors that this process may use."""
    return len(os.sched_getaffinity(0))


class Job:
    """The clock of a running job."""

    def __init__(self):
        self.start_seconds = _seconds_since_start()
        self.begin = time.monotonic()

    def begin_at_process_start(self):
        """Has the start of the process count too."""
        self.begin -= self.start_seconds
        self.start_seconds = 0.0

    def report(self, units):
        """Stops the clocks and prints the sample; `units` is a number, or gives one when called."""
        seconds = time.monotonic() - self.begin
        cpu = _cpu_seconds()
        units = units() if callable(units) else units
        print(f"{MARK} {seconds:.6f} {self.start_seconds:.6f} {units} {cpu:.6f} 0", flush=True)


@contextlib.contextmanager
def job():
    """Starts a Ray of this process's own and ends it, however the job ends. Gives the job's clock."""
    import ray
    import ray.data

    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    folder = tempfile.mkdtemp(prefix="pelton-ray-")
    started = {}
    try:
        clock = _start(folder)
        context = ray.data.DataContext.get_current()
        context.enable_progress_bars = False
        context.print_on_execution_start = False
        yield clock
    finally:
        started.update(_descendants())
        ray.shutdown()
        _end(started)
        shutil.rmtree(folder, ignore_errors=True)


def _start(folder):
    """Starts Ray; once more if that takes longer than the 30 seconds that it grants itself, as on a busy machine."""
    import ray

    for last in (False, True):
        clock = Job()
        try:
            ray.init(
                address="local",
                num_cpus=cores(),
                include_dashboard=False,
                object_store_memory=OBJECT_STORE_BYTES,
                log_to_driver=False,
                logging_level="ERROR",
                _temp_dir=folder,
            )
            return clock
        except Exception as failure:
            if last or "timed out" not in str(failure):
                raise
            started = _descendants()
            ray.shutdown()
            _end(started)


def written_rows(folder):
    """The rows of the Parquet files in a folder, as their footers say."""
    import pyarrow.parquet as pq

    return sum(pq.read_metadata(file).num_rows for file in glob.glob(os.path.join(folder, "*.parquet")))


def read_rows(path):
    """The rows of the Parquet files at a path, which may be a file or a folder."""
    import pyarrow.parquet as pq

    return pq.read_metadata(path).num_rows if os.path.isfile(path) else written_rows(path)


def session(model, threads, tuned=True):
    """A session on the processor; tuned, it is set as Pelton's own: no spinning, and slow fusions are left out."""
    import onnxruntime as ort

    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    if tuned:
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        options.add_session_config_entry(
            "optimization.disable_specified_optimizers", "LayerNormFusionL1;LayerNormFusionL2;BiasGeluFusion"
        )
    return ort.InferenceSession(model, options, providers=["CPUExecutionProvider"])


def _stat(pid):
    """The fields of /proc/PID/stat from the third (state) on; None once the process is gone."""
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as file:
            return file.read().rpartition(")")[2].split()
    except OSError:
        return None


def _descendants():
    """Process id to start time, of all processes that this one started or that those started."""
    stats = {int(name): _stat(name) for name in os.listdir("/proc") if name.isdigit()}
    children = {}
    for pid, stat in stats.items():
        if stat:
            children.setdefault(int(stat[1]), []).append(pid)
    found = {}
    open_ids = [os.getpid()]
    while open_ids:
        for child in children.get(open_ids.pop(), []):
            found[child] = stats[child][19]
            open_ids.append(child)
    return found


def _cpu_seconds():
    """Processor time of this process, of what runs below it, and of what has run there and was waited for."""
    ticks = 0
    for pid in [os.getpid(), *_descendants()]:
        stat = _stat(pid)
        if stat:
            ticks += sum(int(field) for field in stat[11:15])
    return ticks / TICKS_A_SECOND


def _seconds_since_start():
    with open("/proc/uptime", encoding="utf-8") as file:
        up = float(file.read().split()[0])
    return max(0.0, up - int(_stat("self")[19]) / TICKS_A_SECOND)


def _end(started):
    """Waits for processes to go and kills those that do not: known by id and start time, so nobody else's."""
    deadline = time.monotonic() + ENDING_SECONDS
    while left := [pid for pid, since in started.items() if _runs(pid, since)]:
        if time.monotonic() > deadline:
            for pid in left:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            return
        time.sleep(0.05)


def _runs(pid, since):
    stat = _stat(pid)
    return stat is not None and stat[19] == since and stat[0] != "Z"
