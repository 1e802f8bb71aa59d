// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.schedule;

import org.jspecify.annotations.Nullable;

/**
 * What a leaf read in one go.
 *
 * @param batch the rows that its steps gave, handed over; null if none were left
 * @param rows how many rows the batch has
 * @param bytes how many bytes it takes
 * @param inputRows how many input rows it stands for, as far as the reader knows
 * @param range the place in the lease's ranges where the reader is now; their number at the end
 * @param row the row of that range which is read next; or -1 if the reader stands inside a batch whose rows it cannot
 *     number, so that no split may end here
 */
public record ReadChunk<B>(@Nullable B batch, int rows, long bytes, int inputRows, int range, long row) {}
