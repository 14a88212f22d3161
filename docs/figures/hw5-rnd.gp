# Draws hw5-rnd.svg and hw5-rnd.png from hw5-rnd.csv; run in this folder: gnuplot hw5-rnd.gp
set encoding utf8
set datafile separator ','
set border 3 lc rgb '#404040'
set tics nomirror out textcolor rgb '#202020'
set grid back lt 1 lc rgb '#E0E0E0' lw 1
set style fill solid 1 noborder
set palette defined (0 '#00224E', 1 '#123570', 2 '#3B496C', 3 '#575D6D', 4 '#707173', 5 '#8A8678', 6 '#A59C74', 7 '#C3B369', 8 '#E1CC55', 9 '#FEE838')
set bars small
array terminals[2]
terminals[1] = "svg size 1380,880 dynamic background '#FFFFFF' font 'sans-serif,14' noenhanced"
terminals[2] = "pngcairo size 1380,880 background '#FFFFFF' font 'Sans,12' noenhanced"
array outputs[2]
outputs[1] = 'hw5-rnd.svg'; outputs[2] = 'hw5-rnd.png'
do for [i = 1:2] {
  eval 'set terminal '.terminals[i]
  set output outputs[i]
  set multiplot layout 2,3 rowsfirst title 'Random network distillation in mazes' font ',15'
  set title 'PointmassEasy-v0' font ',13'
  set xlabel 'environment steps'
  unset logscale x
  set format x '%h'
  set xrange [*:*] noextend
  set ylabel 'greedy return'
  unset logscale y
  set format y '%h'
  set yrange [*:*]
  set size noratio
  set key bmargin center horizontal Left reverse samplen 2.5 height 0.7
  unset object
  unset colorbox
  set grid back lt 1 lc rgb '#E0E0E0' lw 1
  set xtics norotate ('10k' 10000, '20k' 20000, '30k' 30000, '40k' 40000, '50k' 50000)
  plot 'hw5-rnd.csv' skip 1 using 1:3:4 with filledcurves lc rgb '#0072B2' fillstyle transparent solid 0.2 noborder notitle, \
    'hw5-rnd.csv' skip 1 using 1:6:7 with filledcurves lc rgb '#D55E00' fillstyle transparent solid 0.2 noborder notitle, \
    -25.0 with lines lw 1.5 dt 2 lc rgb '#606060' title 'stated', \
    'hw5-rnd.csv' skip 1 using 1:2 with lines lw 2.5 dt 1 lc rgb '#0072B2' title 'RND', \
    'hw5-rnd.csv' skip 1 using 1:5 with lines lw 2.5 dt 1 lc rgb '#D55E00' title 'ε-greedy'
  set title 'RND' font ',13'
  set xlabel 'x'
  unset logscale x
  set format x '%h'
  set xrange [0.0:10.0]
  set ylabel 'y'
  unset logscale y
  set format y '%h'
  set yrange [0.0:10.0]
  set size ratio -1
  set key bmargin center horizontal Left reverse samplen 2.5 height 0.7 off
  unset object
  set object 1 rectangle from graph 0,0 to graph 1,1 behind fillcolor rgb '#B8B8B8' fillstyle solid noborder
  set cblabel 'log₁₀ visits'
  unset logscale cb
  set format cb '%h'
  set cbrange [0.0:4.5]
  set colorbox
  unset grid
  set xtics norotate autofreq
  plot 'hw5-rnd.csv' skip 1 using ($8+0*$10):($9):($8-0.265):($8+0.25):($9-0.265):($9+0.25):($10) with boxxyerror fillcolor palette fillstyle solid 1 noborder notitle
  set title 'ε-greedy' font ',13'
  set xlabel 'x'
  unset logscale x
  set format x '%h'
  set xrange [0.0:10.0]
  set ylabel 'y'
  unset logscale y
  set format y '%h'
  set yrange [0.0:10.0]
  set size ratio -1
  set key bmargin center horizontal Left reverse samplen 2.5 height 0.7 off
  unset object
  set object 1 rectangle from graph 0,0 to graph 1,1 behind fillcolor rgb '#B8B8B8' fillstyle solid noborder
  set cblabel 'log₁₀ visits'
  unset logscale cb
  set format cb '%h'
  set cbrange [0.0:4.5]
  set colorbox
  unset grid
  set xtics norotate autofreq
  plot 'hw5-rnd.csv' skip 1 using ($11+0*$13):($12):($11-0.265):($11+0.25):($12-0.265):($12+0.25):($13) with boxxyerror fillcolor palette fillstyle solid 1 noborder notitle
  set title 'PointmassMedium-v0' font ',13'
  set xlabel 'environment steps'
  unset logscale x
  set format x '%h'
  set xrange [*:*] noextend
  set ylabel 'greedy return'
  unset logscale y
  set format y '%h'
  set yrange [*:*]
  set size noratio
  set key bmargin center horizontal Left reverse samplen 2.5 height 0.7
  unset object
  unset colorbox
  set grid back lt 1 lc rgb '#E0E0E0' lw 1
  set xtics norotate ('10k' 10000, '20k' 20000, '30k' 30000, '40k' 40000, '50k' 50000)
  plot 'hw5-rnd.csv' skip 1 using 1:15:16 with filledcurves lc rgb '#0072B2' fillstyle transparent solid 0.2 noborder notitle, \
    'hw5-rnd.csv' skip 1 using 1:18:19 with filledcurves lc rgb '#D55E00' fillstyle transparent solid 0.2 noborder notitle, \
    'hw5-rnd.csv' skip 1 using 1:14 with lines lw 2.5 dt 1 lc rgb '#0072B2' title 'RND', \
    'hw5-rnd.csv' skip 1 using 1:17 with lines lw 2.5 dt 1 lc rgb '#D55E00' title 'ε-greedy'
  set title 'RND' font ',13'
  set xlabel 'x'
  unset logscale x
  set format x '%h'
  set xrange [0.0:6.0]
  set ylabel 'y'
  unset logscale y
  set format y '%h'
  set yrange [0.0:6.0]
  set size ratio -1
  set key bmargin center horizontal Left reverse samplen 2.5 height 0.7 off
  unset object
  set object 1 rectangle from graph 0,0 to graph 1,1 behind fillcolor rgb '#B8B8B8' fillstyle solid noborder
  set cblabel 'log₁₀ visits'
  unset logscale cb
  set format cb '%h'
  set cbrange [0.0:4.5]
  set colorbox
  unset grid
  set xtics norotate autofreq
  plot 'hw5-rnd.csv' skip 1 using ($20+0*$22):($21):($20-0.1325):($20+0.125):($21-0.1325):($21+0.125):($22) with boxxyerror fillcolor palette fillstyle solid 1 noborder notitle
  set title 'ε-greedy' font ',13'
  set xlabel 'x'
  unset logscale x
  set format x '%h'
  set xrange [0.0:6.0]
  set ylabel 'y'
  unset logscale y
  set format y '%h'
  set yrange [0.0:6.0]
  set size ratio -1
  set key bmargin center horizontal Left reverse samplen 2.5 height 0.7 off
  unset object
  set object 1 rectangle from graph 0,0 to graph 1,1 behind fillcolor rgb '#B8B8B8' fillstyle solid noborder
  set cblabel 'log₁₀ visits'
  unset logscale cb
  set format cb '%h'
  set cbrange [0.0:4.5]
  set colorbox
  unset grid
  set xtics norotate autofreq
  plot 'hw5-rnd.csv' skip 1 using ($23+0*$25):($24):($23-0.1325):($23+0.125):($24-0.1325):($24+0.125):($25) with boxxyerror fillcolor palette fillstyle solid 1 noborder notitle
  unset multiplot
  unset output
}
