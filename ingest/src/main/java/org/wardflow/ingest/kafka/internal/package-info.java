/** The consumer, what it has read and not handed on yet, and the look at the cluster. */
@NullMarked
package org.wardflow.ingest.kafka.internal;

import org.jspecify.annotations.NullMarked;
