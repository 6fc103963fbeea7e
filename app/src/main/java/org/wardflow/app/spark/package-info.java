/** Spark beside this process: its folder, its job, a cluster to try it on. Spark itself is not on this class path. */
@NullMarked
package org.wardflow.app.spark;

import org.jspecify.annotations.NullMarked;
