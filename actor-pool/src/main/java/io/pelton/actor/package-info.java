// Licensed under the Apache License, Version 2.0; see the LICENSE file.
/**
 * Actors with bounded mailboxes and the pools that keep them alive. Start reading at
 * {@link io.pelton.actor.ActorPool}.
 */
@NullMarked
package io.pelton.actor;

import org.jspecify.annotations.NullMarked;
