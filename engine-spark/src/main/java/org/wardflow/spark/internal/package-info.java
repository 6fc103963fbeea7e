/** Sessions of Spark, the SQL that they speak, and what its executors do. */
@NullMarked
package org.wardflow.spark.internal;

import org.jspecify.annotations.NullMarked;
