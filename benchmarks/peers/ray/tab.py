# Licensed under the Apache License, Version 2.0; see the LICENSE file.
"""TAB in Ray Data: float columns through a small perceptron to a score."""

import argparse

import peer

FEATURES = [f"f{i:02d}" for i in range(28)]


class Score:
    """One replica of the model; a batch is one run of it."""

    def __init__(self, model, threads):
        self.session = peer.session(model, threads)
        self.input = self.session.get_inputs()[0].name

    def __call__(self, batch):
        import numpy as np

        features = np.column_stack([batch[name] for name in FEATURES])
        scores = self.session.run(None, {self.input: features})[0]
        return {"id": batch["id"], "score": scores.reshape(-1)}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--input", required=True, help="Parquet with id int64 and f00 to f27 float")
    parser.add_argument("--model", required=True)
    parser.add_argument("--output", required=True)
    parser.add_argument("--rows", type=int, required=True)
    parser.add_argument("--batch", type=int, required=True, help="rows of one run of the model")
    parser.add_argument("--blocks", type=int, help="blocks to cut the input into (default: Ray's choice)")
    parser.add_argument("--actors", type=int, default=0, help="default: one for each core")
    parser.add_argument("--threads", type=int, default=1, help="intra-op threads of an actor")
    arguments = parser.parse_args()
    with peer.job() as clock:
        dataset(arguments).write_parquet(arguments.output, compression="zstd")
        clock.report(lambda: peer.written_rows(arguments.output))


def dataset(arguments):
    import ray

    table = ray.data.read_parquet(arguments.input, override_num_blocks=arguments.blocks).select_columns(["id", *FEATURES])
    if arguments.rows < peer.read_rows(arguments.input):
        table = table.limit(arguments.rows)
    actors = arguments.actors or peer.cores()
    return table.map_batches(
        Score,
        fn_constructor_args=(arguments.model, arguments.threads),
        batch_size=arguments.batch,
        batch_format="numpy",
        zero_copy_batch=True,
        compute=ray.data.ActorPoolStrategy(size=actors),
        # Half the cores are left to reading and writing: a pool that takes them all waits for its input for ever.
        num_cpus=peer.cores() / actors / 2,
    )


if __name__ == "__main__":
    main()
