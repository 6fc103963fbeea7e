/** Homes in object stores, by Hadoop's file systems: names, the lake's file layer, the writer's lease. */
@NullMarked
package org.wardflow.spark.storage;

import org.jspecify.annotations.NullMarked;
