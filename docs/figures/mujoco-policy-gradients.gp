# Draws mujoco-policy-gradients.svg and mujoco-policy-gradients.png from mujoco-policy-gradients.csv; run in this folder: gnuplot mujoco-policy-gradients.gp
set encoding utf8
set datafile separator ','
set border 3 lc rgb '#404040'
set tics nomirror out textcolor rgb '#202020'
set grid back lt 1 lc rgb '#E0E0E0' lw 1
set style fill solid 1 noborder
set palette defined (0 '#00224E', 1 '#123570', 2 '#3B496C', 3 '#575D6D', 4 '#707173', 5 '#8A8678', 6 '#A59C74', 7 '#C3B369', 8 '#E1CC55', 9 '#FEE838')
set bars small
array terminals[2]
terminals[1] = "svg size 1120,520 dynamic background '#FFFFFF' font 'sans-serif,14' noenhanced"
terminals[2] = "pngcairo size 1120,520 background '#FFFFFF' font 'Sans,12' noenhanced"
array outputs[2]
outputs[1] = 'mujoco-policy-gradients.svg'; outputs[2] = 'mujoco-policy-gradients.png'
do for [i = 1:2] {
  eval 'set terminal '.terminals[i]
  set output outputs[i]
  set multiplot layout 1,2 rowsfirst title 'PPO and TRPO, a million steps of MuJoCo' font ',15'
  set title 'HalfCheetah-v4' font ',13'
  set xlabel 'environment steps'
  unset logscale x
  set format x '%h'
  set xrange [*:*] noextend
  set ylabel 'return of the deterministic policy'
  unset logscale y
  set format y '%h'
  set yrange [*:*]
  set size noratio
  set key bmargin center horizontal Left reverse samplen 2.5 height 0.7
  unset object
  unset colorbox
  set grid back lt 1 lc rgb '#E0E0E0' lw 1
  set xtics norotate ('200k' 200000, '400k' 400000, '600k' 600000, '800k' 800000, '1M' 1e+06)
  plot 'mujoco-policy-gradients.csv' skip 1 using 1:3:4 with filledcurves lc rgb '#0072B2' fillstyle transparent solid 0.2 noborder notitle, \
    'mujoco-policy-gradients.csv' skip 1 using 5:7:8 with filledcurves lc rgb '#D55E00' fillstyle transparent solid 0.2 noborder notitle, \
    'mujoco-policy-gradients.csv' skip 1 using 1:2 with lines lw 2.5 dt 1 lc rgb '#0072B2' title 'ppo', \
    'mujoco-policy-gradients.csv' skip 1 using 5:6 with lines lw 2.5 dt 1 lc rgb '#D55E00' title 'trpo'
  set title 'Hopper-v4' font ',13'
  set xlabel 'environment steps'
  unset logscale x
  set format x '%h'
  set xrange [*:*] noextend
  set ylabel 'return of the deterministic policy'
  unset logscale y
  set format y '%h'
  set yrange [*:*]
  set size noratio
  set key bmargin center horizontal Left reverse samplen 2.5 height 0.7
  unset object
  unset colorbox
  set grid back lt 1 lc rgb '#E0E0E0' lw 1
  set xtics norotate ('200k' 200000, '400k' 400000, '600k' 600000, '800k' 800000, '1M' 1e+06)
  plot 'mujoco-policy-gradients.csv' skip 1 using 9:11:12 with filledcurves lc rgb '#0072B2' fillstyle transparent solid 0.2 noborder notitle, \
    'mujoco-policy-gradients.csv' skip 1 using 13:15:16 with filledcurves lc rgb '#D55E00' fillstyle transparent solid 0.2 noborder notitle, \
    'mujoco-policy-gradients.csv' skip 1 using 9:10 with lines lw 2.5 dt 1 lc rgb '#0072B2' title 'ppo', \
    'mujoco-policy-gradients.csv' skip 1 using 13:14 with lines lw 2.5 dt 1 lc rgb '#D55E00' title 'trpo'
  unset multiplot
  unset output
}
