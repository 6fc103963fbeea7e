/** The figures of the product, measured on the machine at hand, with the machine and a baseline beside them. */
@NullMarked
package org.wardflow.app.bench;

import org.jspecify.annotations.NullMarked;
