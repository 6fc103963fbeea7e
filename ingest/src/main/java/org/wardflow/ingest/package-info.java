/** Sources into bronze: the port, files of JSON lines and CSV extracts, and the loop that commits what they hand over. */
@NullMarked
package org.wardflow.ingest;

import org.jspecify.annotations.NullMarked;
