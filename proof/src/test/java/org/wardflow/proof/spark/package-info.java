/** The second engine: Spark and delta-spark on this machine, to hold the first one to the same answers. */
@NullMarked
package org.wardflow.proof.spark;

import org.jspecify.annotations.NullMarked;
