@NullMarked
package org.wardflow.ingest.kafka.internal;

import org.jspecify.annotations.NullMarked;
