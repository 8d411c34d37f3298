// Package frame is the script side of a game loop: scripts get two milliseconds of
// each frame, however long they would like to run. What does not end in time is
// paused in the middle and goes on in the next frame; an update that took several
// frames is told of the time that has passed meanwhile.
package frame
