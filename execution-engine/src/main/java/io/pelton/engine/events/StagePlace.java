// Licensed under the Apache License, Version 2.0; see the LICENSE file.
package io.pelton.engine.events;

/**
 * Which stage of which run an event is about.
 *
 * @param run a name that no other run has, of this process or another
 * @param stage the stage's number in the plan
 */
public record StagePlace(String run, int stage) {}
