/** Tests of object stores, against one in this process. */
@NullMarked
package org.wardflow.spark.storage;

import org.jspecify.annotations.NullMarked;
