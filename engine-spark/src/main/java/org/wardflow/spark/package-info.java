/** The SQL engine port on Apache Spark. */
@NullMarked
package org.wardflow.spark;

import org.jspecify.annotations.NullMarked;
