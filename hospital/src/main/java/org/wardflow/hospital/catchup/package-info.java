/** Bringing a lake up to date in a batch: attributes that messages bring along, hours that have closed. */
@NullMarked
package org.wardflow.hospital.catchup;

import org.jspecify.annotations.NullMarked;
