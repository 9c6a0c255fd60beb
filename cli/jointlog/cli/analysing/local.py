"""The analysis on one machine: a bucket at a time in each process."""

import multiprocessing
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

from jointlog.cli.analysing.bucket import Done, Place, analyse_bucket, read_bucket
from jointlog.cli.extracting.parquet import bucket_of_file
from jointlog.domain.errors import StoreError


def run(files: Sequence[Path], place: Place, processes: int) -> Iterator[Done]:
    """Analyse these files of events; gives each bucket as it is done, in any order.

    Raises:
        StoreError: a process was ended from outside, such as for want of memory.

    """
    buckets: dict[int, list[Path]] = {}
    for file in files:
        buckets.setdefault(bucket_of_file(file), []).append(file)
    largest_first = sorted(buckets.items(), key=lambda item: -_bytes(item[1]))
    if processes <= 1 or len(buckets) <= 1:
        for bucket, parts in largest_first:
            yield analyse_files(bucket, parts, place)
        return
    with ProcessPoolExecutor(
        min(processes, len(buckets)), mp_context=multiprocessing.get_context("spawn")
    ) as pool:
        waiting = [pool.submit(analyse_files, *item, place) for item in largest_first]
        try:
            for done in as_completed(waiting):
                yield done.result()
        except BrokenProcessPool:
            problem = "a process was ended from outside, perhaps for want of memory"
            raise StoreError(f"{problem}: try fewer --processes") from None


def analyse_files(bucket: int, files: Sequence[Path], place: Place) -> Done:
    """Analyse the files of a bucket, one behind the other."""
    recorded = (each for file in files for each in read_bucket(file))
    return analyse_bucket(bucket, recorded, place)


def _bytes(files: Sequence[Path]) -> int:
    return sum(file.stat().st_size for file in files)
