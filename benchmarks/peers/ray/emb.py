# Licensed under the Apache License, Version 2.0; see the LICENSE file.
"""EMB and COLD in Ray Data: sentences through MiniLM to vectors of length 1."""

import argparse

import peer

MAX_TOKENS = 256


class Embed:
    """One replica of tokenizer and model. Tuned, texts of a batch run sorted by length, as sentence-transformers does."""

    def __init__(self, model, tokenizer, threads, rows_a_run, tuned):
        from tokenizers import Tokenizer

        self.session = peer.session(model, threads, tuned)
        self.tokenizer = Tokenizer.from_file(tokenizer)
        self.tokenizer.no_padding()  # The file asks for 128 tokens, always; runs are padded to their longest instead.
        self.tokenizer.enable_truncation(MAX_TOKENS)
        self.rows_a_run = rows_a_run
        self.sort = tuned

    def __call__(self, batch):
        import numpy as np
        import pyarrow as pa
        import pyarrow.compute as pc

        batch = batch.filter(pc.is_valid(batch["gloss"]))
        tokens = [encoding.ids for encoding in self.tokenizer.encode_batch(batch["gloss"].to_pylist())]
        order = sorted(range(len(tokens)), key=lambda i: -len(tokens[i])) if self.sort else list(range(len(tokens)))
        vectors = None
        for start in range(0, len(order), self.rows_a_run):
            rows = order[start : start + self.rows_a_run]
            embedded = self.embed([tokens[i] for i in rows])
            if vectors is None:
                vectors = np.empty((len(order), embedded.shape[1]), np.float32)
            vectors[rows] = embedded
        width = 0 if vectors is None else vectors.shape[1]
        offsets = np.arange(len(order) + 1, dtype=np.int32) * width
        values = pa.array([] if vectors is None else vectors.reshape(-1), pa.float32())
        return pa.table({"id": batch["id"], "embedding": pa.ListArray.from_arrays(offsets, values)})

    def embed(self, rows):
        import numpy as np

        ids = np.zeros((len(rows), max(map(len, rows))), np.int64)
        mask = np.zeros_like(ids)
        for i, row in enumerate(rows):
            ids[i, : len(row)] = row
            mask[i, : len(row)] = 1
        hidden = self.session.run(
            ["last_hidden_state"],
            {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)},
        )[0]
        summed = np.matmul(mask[:, None, :].astype(np.float32), hidden)[:, 0]  # The mean's divisor cancels out below.
        return summed / np.linalg.norm(summed, axis=1, keepdims=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--input", required=True, help="Parquet with id int64 and gloss string")
    parser.add_argument("--model", required=True)
    parser.add_argument("--tokenizer", required=True)
    parser.add_argument("--output", required=True)
    parser.add_argument("--rows", type=int, required=True)
    parser.add_argument("--cold", action="store_true", help="time from process start to the first row")
    parser.add_argument("--block", type=int, default=512, help="rows of a block, the unit of an actor's work")
    parser.add_argument("--batch", type=int, default=0, help="rows handed to an actor at a time (32; tuned 512)")
    parser.add_argument("--run", type=int, default=0, help="rows of one run of the model (a batch; tuned 8)")
    parser.add_argument("--actors", type=int, default=0, help="default: one for each core")
    parser.add_argument("--threads", type=int, default=1, help="intra-op threads of an actor")
    parser.add_argument("--tuned", action="store_true", help="sort by length, run few rows, set ONNX Runtime as Pelton does")
    arguments = parser.parse_args()
    arguments.batch = arguments.batch or (512 if arguments.tuned else 32)
    arguments.run = arguments.run or (8 if arguments.tuned else arguments.batch)
    with peer.job() as clock:
        vectors = dataset(arguments)
        if arguments.cold:
            clock.begin_at_process_start()
            next(iter(vectors.iter_rows()))
            clock.report(1)
        else:
            vectors.write_parquet(arguments.output, compression="zstd")
            clock.report(lambda: peer.written_rows(arguments.output))


def dataset(arguments):
    import ray

    glosses = ray.data.read_parquet(arguments.input).select_columns(["id", "gloss"])
    if arguments.rows < peer.read_rows(arguments.input):
        glosses = glosses.limit(arguments.rows)
    # One file is one block however many are asked of the reader, and one block keeps one actor busy.
    glosses = glosses.repartition(target_num_rows_per_block=arguments.block)
    actors = arguments.actors or peer.cores()
    return glosses.map_batches(
        Embed,
        fn_constructor_args=(
            arguments.model,
            arguments.tokenizer,
            arguments.threads,
            arguments.run,
            arguments.tuned,
        ),
        batch_size=arguments.batch,
        batch_format="pyarrow",
        zero_copy_batch=True,
        compute=ray.data.ActorPoolStrategy(size=actors),
        # Half the cores are left to reading and writing: a pool that takes them all waits for its input for ever.
        num_cpus=peer.cores() / actors / 2,
    )


if __name__ == "__main__":
    main()
