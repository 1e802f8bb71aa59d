# Licensed under the Apache License, Version 2.0; see the LICENSE file.
"""IMG in Ray Data: photographs through a residual network to the best class."""

import argparse
import io

import peer

SHORT_SIDE = 256
CROP = 224
MEAN = (0.485, 0.456, 0.406)
DEVIATION = (0.229, 0.224, 0.225)


def pixels(jpeg):
    """[3, 224, 224] of a photograph; the decoder leaves out detail that the resized picture would not show."""
    import numpy as np
    from PIL import Image

    with Image.open(io.BytesIO(jpeg)) as image:
        scale = SHORT_SIDE / min(image.size)
        size = [max(SHORT_SIDE, round(side * scale)) for side in image.size]
        image.draft("RGB", size)
        resized = image.convert("RGB").resize(size, Image.Resampling.BILINEAR)
    left, top = ((side - CROP) // 2 for side in size)
    square = np.asarray(resized.crop((left, top, left + CROP, top + CROP)), np.float32)
    return ((square / 255 - MEAN) / DEVIATION).astype(np.float32).transpose(2, 0, 1)


def decode(batch):
    """Photographs to pixels, for a stage of its own."""
    import numpy as np

    return {"id": batch["id"], "pixels": np.stack([pixels(jpeg) for jpeg in batch["image"]])}


class Classify:
    """One replica of the model; decodes too if it is given photographs."""

    def __init__(self, model, threads):
        self.session = peer.session(model, threads)
        self.input = self.session.get_inputs()[0].name

    def __call__(self, batch):
        import numpy as np

        images = batch["pixels"] if "pixels" in batch else decode(batch)["pixels"]
        logits = self.session.run(None, {self.input: images})[0]
        odds = np.exp(logits - logits.max(axis=1, keepdims=True))
        return {
            "id": batch["id"],
            "label": logits.argmax(axis=1).astype(np.int64),
            "score": (odds.max(axis=1) / odds.sum(axis=1)).astype(np.float32),
        }


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--input", required=True, help="Parquet with id int64 and image binary (JPEG)")
    parser.add_argument("--model", required=True)
    parser.add_argument("--output", required=True)
    parser.add_argument("--rows", type=int, required=True)
    parser.add_argument("--batch", type=int, default=16, help="rows of one run of the model")
    parser.add_argument("--block", type=int, default=32, help="rows of a block, the unit of an actor's work")
    parser.add_argument("--actors", type=int, default=0, help="default: one for each core")
    parser.add_argument("--threads", type=int, default=1, help="intra-op threads of an actor")
    parser.add_argument("--two-stages", action="store_true", help="decode in tasks instead of in the actors")
    arguments = parser.parse_args()
    with peer.job() as clock:
        dataset(arguments).write_parquet(arguments.output, compression="zstd")
        clock.report(lambda: peer.written_rows(arguments.output))


def dataset(arguments):
    import ray

    photos = ray.data.read_parquet(arguments.input).select_columns(["id", "image"])
    if arguments.rows < peer.read_rows(arguments.input):
        photos = photos.limit(arguments.rows)
    # One file is one block however many are asked of the reader, and one block keeps one actor busy.
    photos = photos.repartition(target_num_rows_per_block=arguments.block)
    if arguments.two_stages:
        photos = photos.map_batches(decode, batch_size=arguments.batch)
    actors = arguments.actors or peer.cores()
    return photos.map_batches(
        Classify,
        fn_constructor_args=(arguments.model, arguments.threads),
        batch_size=arguments.batch,
        compute=ray.data.ActorPoolStrategy(size=actors),
        # Half the cores are left to reading and writing: a pool that takes them all waits for its input for ever.
        num_cpus=peer.cores() / actors / 2,
    )


if __name__ == "__main__":
    main()
