// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.inference;

/** How the vectors of a text's tokens become the vector of the text. */
public enum Pooling {
    /** The mean over the text's tokens, padding left out; what sentence-transformers models such as MiniLM and E5 expect. */
    MEAN,
    /** The first token's vector; what BGE models expect. */
    CLS
}
