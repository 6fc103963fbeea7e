/** Topics of Kafka into bronze: one consumer for all, its offsets in the bronze commits, gaps that halt instead of vanishing. */
@NullMarked
package org.wardflow.ingest.kafka;

import org.jspecify.annotations.NullMarked;
