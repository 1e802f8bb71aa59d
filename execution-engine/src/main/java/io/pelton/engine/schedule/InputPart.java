// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.schedule;

/**
 * A part of the input; its index is its place in the list of all parts.
 *
 * @param leaf the stage that reads it
 */
public record InputPart(int leaf) {}
