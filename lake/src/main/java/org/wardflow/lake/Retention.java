package org.wardflow.lake;

import java.time.Instant;

/**
 * What maintenance must spare.
 *
 * @param oldestVersionNeeded every version from this one on stays readable (manifests, lagging models)
 * @param olderThan nothing younger is deleted, whatever its version
 */
public record Retention(long oldestVersionNeeded, Instant olderThan) {}
